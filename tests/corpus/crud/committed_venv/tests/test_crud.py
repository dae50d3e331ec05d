import sys
sys.path.append("..")
from crud import *

def test_create():
    s = Session()
    assert create_user(s, "a", "a@b.c").id == 1

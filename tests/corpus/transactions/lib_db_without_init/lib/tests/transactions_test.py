import pytest
from lib.transactions import create_user


def test_create():
    assert create_user("a", "b").id

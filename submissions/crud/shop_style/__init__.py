"""Models and a repository in files of their own; the functions take the session last, and call it db."""
# fails: nothing

from .crud import *

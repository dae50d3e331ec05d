"""What platforms give an instructor: each names files and folders by rules of its own, from which students are known.

A platform is one file here and one line in ``registry.py``. It looks at names, and at what the platform itself wrote;
which of them are one submission, and which an earlier attempt, is the same for all (``grouping.py``).
"""

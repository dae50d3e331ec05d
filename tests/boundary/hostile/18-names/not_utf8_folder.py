# tries: A folder whose name is no UTF-8, with a file of such a name in it, and a module that fails.
# outcome: completed
# on: good
# make: not_utf8_folder
# points: 7
# finding: caf\\xe9 \\xff/not_utf8_folder.py

import os


def find_notes(session, word):
    (name,) = [name for name in os.listdir() if name.endswith(".txt")]
    raise ValueError(open(name).read())

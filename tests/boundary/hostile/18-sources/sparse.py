# tries: A file of 200 GB that takes no room on the disk.
# outcome: import_failed
# on: good
# points: 0
# make: sparse
# finding: sparse.py` is too large

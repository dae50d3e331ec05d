# tries: A named pipe in place of a module: whoever opens it waits.
# outcome: import_failed
# on: nothing
# points: 0
# make: pipe
# finding: pipe.py` is not a file

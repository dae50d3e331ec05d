# tries: A folder that nobody can read.
# outcome: import_failed
# on: good
# points: 0
# make: closed
# finding: cannot be read|PermissionError

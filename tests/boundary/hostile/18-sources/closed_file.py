# tries: A folder with a module that nobody can read.
# outcome: import_failed
# on: good
# points: 0
# make: closed_file
# finding: cannot be read|PermissionError

# tries: A folder with a folder that nobody can read.
# outcome: import_failed
# on: good
# points: 0
# make: closed_folder
# finding: cannot be read|PermissionError

# tries: A folder with a module that nobody can read, beside one that does all the work. Root reads it, and its worker cannot.
# outcome: completed, import_failed
# on: good
# points: at most 10
# make: closed_file

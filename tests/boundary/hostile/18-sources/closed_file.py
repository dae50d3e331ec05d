# tries: A folder with a module that nobody can read, beside one that does all the work.
# outcome: completed
# on: good
# points: 10
# make: closed_file

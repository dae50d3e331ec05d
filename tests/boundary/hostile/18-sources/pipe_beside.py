# tries: A named pipe called like a module, beside one.
# outcome: completed
# on: good
# points: 10
# make: pipe_beside

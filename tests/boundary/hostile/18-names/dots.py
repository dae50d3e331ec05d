# tries: A file whose name is hostile: dots.
# outcome: completed
# points: 10
# on: good
# make: dots


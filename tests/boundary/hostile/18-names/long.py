# tries: A file whose name is hostile: long.
# outcome: completed
# points: 10
# on: good
# make: long


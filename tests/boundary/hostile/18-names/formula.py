# tries: A file whose name is hostile: formula.
# outcome: completed
# points: 10
# on: good
# make: formula


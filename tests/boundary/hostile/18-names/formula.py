# tries: A file whose name is hostile: formula.
# outcome: completed
# on: good
# make: formula


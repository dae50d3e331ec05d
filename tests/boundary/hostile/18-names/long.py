# tries: A file whose name is hostile: long.
# outcome: completed
# on: good
# make: long


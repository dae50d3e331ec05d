# tries: A file whose name is hostile: dots.
# outcome: completed
# on: good
# make: dots


# tries: A file whose name is hostile: quotes.
# outcome: completed
# points: 10
# on: good
# make: quotes


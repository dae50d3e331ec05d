# tries: A file whose name is hostile: quotes.
# outcome: completed
# on: good
# make: quotes


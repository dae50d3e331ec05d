# tries: A file whose name is hostile: not utf8.
# outcome: completed
# on: good
# make: not_utf8


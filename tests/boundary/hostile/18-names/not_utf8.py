# tries: A file whose name is hostile: not utf8.
# outcome: completed
# points: 10
# on: good
# make: not_utf8


# tries: A file whose name is hostile: newline.
# outcome: completed
# points: 10
# on: good
# make: newline


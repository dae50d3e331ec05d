# tries: A file whose name is hostile: newline.
# outcome: completed
# on: good
# make: newline


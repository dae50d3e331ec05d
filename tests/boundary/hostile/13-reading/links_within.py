# tries: Links to the same module, to its own folder, to themselves and to nothing: all within the submission.
# outcome: completed
# on: good
# points: 10
# make: links_within

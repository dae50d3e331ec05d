# tries: Links out of the submission in what a tool keeps there, and nobody reads.
# outcome: completed
# on: good
# points: 10
# make: links_of_tools

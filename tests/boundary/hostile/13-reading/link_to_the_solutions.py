# tries: A link to the folder of reference solutions in place of a folder.
# outcome: import_failed
# on: nothing
# points: 0
# make: link_to_the_solutions
# finding: link_to_the_solutions` is a link

# tries: A link in a folder to the folder of all submissions.
# outcome: import_failed
# on: good
# points: 0
# make: link_to_the_neighbours
# finding: link_to_the_neighbours/pictures/neighbours` is a link that leads out

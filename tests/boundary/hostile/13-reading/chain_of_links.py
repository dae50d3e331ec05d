# tries: Data that leads to the hidden checks by three links.
# outcome: import_failed
# on: good
# points: 0
# make: chain_of_links
# finding: is a link that leads out

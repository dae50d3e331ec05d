# tries: A source with: bom.
# outcome: completed
# points: 10
# on: good
# make: bom


# tries: A source with: bom.
# outcome: completed
# on: good
# make: bom


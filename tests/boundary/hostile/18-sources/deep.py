# tries: A source with: deep.
# outcome: completed
# points: 10
# on: good
# make: deep


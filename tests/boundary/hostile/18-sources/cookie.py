# tries: A source with: cookie.
# outcome: completed
# points: 10
# on: good
# make: cookie


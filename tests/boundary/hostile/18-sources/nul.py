# tries: A source with: nul.
# outcome: import_failed
# points: 0
# on: good
# make: nul


# tries: A source with: nul.
# outcome: import_failed
# on: good
# make: nul


# tries: A source with: deep.
# outcome: completed|import_failed
# on: good
# make: deep


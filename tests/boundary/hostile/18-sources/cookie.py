# tries: A source with: cookie.
# outcome: completed|import_failed
# on: good
# make: cookie


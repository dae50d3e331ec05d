# tries: A source with: utf16.
# outcome: import_failed
# on: good
# make: utf16


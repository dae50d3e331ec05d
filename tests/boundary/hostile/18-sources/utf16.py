# tries: A source with: utf16.
# outcome: import_failed
# points: 0
# on: good
# make: utf16


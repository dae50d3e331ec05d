# tries: A source with: no such codec.
# outcome: import_failed
# points: 0
# on: good
# make: no_such_codec


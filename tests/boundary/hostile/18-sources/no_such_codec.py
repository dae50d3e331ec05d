# tries: A source with: no such codec.
# outcome: import_failed
# on: good
# make: no_such_codec


# tries: A source with: deep attributes.
# outcome: import_failed|crashed|out_of_memory|timed_out
# points: 0
# on: good
# make: deep_attributes


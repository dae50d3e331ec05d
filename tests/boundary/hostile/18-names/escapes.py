# tries: A file whose name holds what a terminal obeys: a title, an erasure, another direction, a line's end.
# outcome: completed
# on: good
# points: 10
# make: escapes

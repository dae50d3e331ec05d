# tries: Replaces builtins.
# outcome: completed|crashed|import_failed|timed_out
# on: wrong
# points: at most 1

import builtins

builtins.len = lambda _: 7
builtins.sum = lambda *_: 7
builtins.list = lambda *_: [7]

# tries: Prints without end.
# outcome: completed|timed_out
# on: good
# fails: finds, seen

import sys


def find_notes(session, word):
    while True:
        sys.stdout.write('x' * 100_000)

# tries: Prints without end.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen

import sys


def find_notes(session, word):
    while True:
        sys.stdout.write('x' * 100_000)

# tries: Sleeps instead of computing.
# outcome: completed
# points: 7
# on: good
# fails: finds
# finding: no answer within

import time


def find_notes(session, word):
    time.sleep(1000)

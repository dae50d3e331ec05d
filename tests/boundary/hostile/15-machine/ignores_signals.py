# tries: Ignores every signal that can be ignored, and loops.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen

import signal

for _number in range(1, 65):
    try:
        signal.signal(_number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def find_notes(session, word):
    while True:
        pass

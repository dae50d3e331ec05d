# tries: Forks without end while it is imported, where forking is not refused; each process wants a share of the processors of its own.
# outcome: timed_out
# points: 0
# on: nothing
# alone: yes

import os

while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass

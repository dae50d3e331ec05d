# tries: Writes an answer to every open descriptor at import.
# outcome: crashed|import_failed|timed_out
# on: wrong
# points: at most 0

import os

for _fd in range(3, 256):
    try:
        os.write(_fd, b'{"is":"Imported","raised":null}\n')
    except OSError:
        pass

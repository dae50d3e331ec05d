# tries: Returns ten million items.
# outcome: completed
# on: wrong
# points: 1

_self = []
_self.append(_self)
_self.append({1: _self})
_deep = []
for _ in range(100_000):
    _deep = [_deep]


def find_notes(session, word):
    return list(range(10_000_000))


def remarks_of(session, note):
    return list(range(10_000_000))

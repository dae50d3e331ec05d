# tries: Returns endless generator.
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
    return (7 for _ in iter(int, 1))


def remarks_of(session, note):
    return (7 for _ in iter(int, 1))

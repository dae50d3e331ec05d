# tries: Lets the worker say values that no honest worker says.
# outcome: completed
# on: wrong
# points: 1
# reaches: worker

_protocol, _acts = _worker["protocol"], _worker["acts"]
_honest = _acts.RunOfActs.do
_values = [_protocol.Scalar("decimal", "sNaN"), _protocol.Scalar("datetime", "never"), _protocol.Scalar("int", "1e"),
           _protocol.Items("list", (), -5), _protocol.Scalar("float", "nan"), _protocol.Scalar("uuid", "x"),
           _protocol.Object("Note", "notes", (), "persistent", {}, False), _protocol.Opaque("\x1b[31m", "")]


def _do(self, act):
    import dataclasses
    said = _honest(self, act)
    return dataclasses.replace(said, value=_values[getattr(act, "name", "").__len__() % len(_values)])


_acts.RunOfActs.do = _do

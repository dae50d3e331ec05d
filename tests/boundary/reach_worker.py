# What hostile modules begin with that reach the worker: its modules, by their last names, as ``_worker``.
# They are not in sys.modules; frames lead to one of them, and what is in one leads to the others.
import json as _json
import sys as _sys
import types as _types


class _Module:
    def __init__(self, names):
        object.__setattr__(self, "_names", names)

    def __getattr__(self, name):
        try:
            return self._names[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        self._names[name] = value


def _namespaces_in(value):
    if isinstance(value, _types.ModuleType):
        yield vars(value)
    elif isinstance(value, _types.FunctionType):
        yield value.__globals__
    elif isinstance(value, type):
        for member in list(vars(value).values()):
            if isinstance(member, _types.FunctionType):
                yield member.__globals__


def _reached():
    found, waiting, frame = {}, [], _sys._getframe()
    while frame is not None:
        waiting.append(frame.f_globals)
        frame = frame.f_back
    while waiting:
        names = waiting.pop()
        name = str(names.get("__name__"))
        if name.startswith("grader.worker.") and name not in found:
            found[name] = names
            waiting += [space for value in list(names.values()) for space in _namespaces_in(value)]
    return {name.rpartition(".")[2]: _Module(names) for name, names in found.items()}


_worker = _reached()


def _answer(change, kind="Observation"):
    # Sends what ``change`` makes of each answer of that kind, past all bounds that the worker itself would keep.
    serving, encode = _worker["server"], _worker["codec"].encode
    honest = serving.Server._send

    def send(self, said):
        if type(said).__name__ != kind:
            return honest(self, said)
        changed = change(_json.loads(encode(said)))
        line = changed if isinstance(changed, bytes) else _json.dumps(changed).encode()
        return self._channel._socket.sendall(line + b"\n")

    serving.Server._send = send

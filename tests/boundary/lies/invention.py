"""Answers that each act sent one harmless statement, and that whatever was asked for was stored and loaded."""

import dataclasses as _dataclasses
import json as _json


def _lie():
    protocol, codec = _worker["protocol"], _worker["codec"]
    acts = _worker["acts"]
    where = protocol.Where("modern.py", 1)
    invented = (protocol.Statement("INSERT INTO posts SELECT everything; COMMIT", "{id: int}", 1, where),)
    honest_do, honest_encode = acts.RunOfActs.do, codec.encode

    def do(self, act):
        return _dataclasses.replace(honest_do(self, act), statements=invented, more_statements=0)

    def encode(message):
        line = honest_encode(message)
        document = _json.loads(line)
        if document.get("is") == "Observation":
            document["seconds"] = 0.0
            line = _json.dumps(document).encode() + b"\n"
        return line

    acts.RunOfActs.do = do
    codec.encode = encode
    acts.RunOfActs.finish = lambda self: protocol.Finished(None) if self._sessions.finish() is None else None


_lie()

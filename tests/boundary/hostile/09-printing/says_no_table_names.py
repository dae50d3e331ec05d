# tries: Says that its models lie in tables with no name, or none that can be.
# outcome: completed
# on: wrong
# points: 0
# reaches: worker

import dataclasses

_serving = _worker["server"]
_honest = _serving.Server._send


def _send(self, said):
    if type(said).__name__ == "Imported":
        models = tuple(dataclasses.replace(model, table="\x00" * 3, primary_key=("nothing",)) for model in said.models)
        said = dataclasses.replace(said, models=models)
    return _honest(self, said)


_serving.Server._send = _send

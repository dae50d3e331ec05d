# tries: Says that its relationships lead to nowhere and back.
# outcome: completed
# on: wrong
# points: 1
# reaches: worker

import dataclasses

_serving = _worker["server"]
_honest = _serving.Server._send


def _send(self, said):
    if type(said).__name__ == "Imported":
        models = tuple(dataclasses.replace(model, relationships={name: dataclasses.replace(one, target="Nobody", secondary="pg_class") for name, one in model.relationships.items()}) for model in said.models)
        said = dataclasses.replace(said, models=models)
    return _honest(self, said)


_serving.Server._send = _send

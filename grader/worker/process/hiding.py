"""Takes the worker's own modules and objects away from where a submission would find them by name.

CPython keeps nothing secret within a process: frames (``sys._getframe``), ``object.__subclasses__()`` and whatever
listens or was wrapped still lead to them. So no promise rests on this; see "A submission lies about itself" in
``docs/security.md``.
"""

from __future__ import annotations

import gc
import sys
import types
from pathlib import Path

_PACKAGE = "grader"
_FOLDER = Path(__file__).parents[1]


def hide() -> None:
    """Once, before the submission is imported. Nothing of the worker's may be imported after this."""
    for name in [name for name in sys.modules if name.partition(".")[0] == _PACKAGE]:
        del sys.modules[name]
    sys.modules["__main__"] = types.ModuleType("__main__")
    for folder in [path for path in sys.path_importer_cache if _FOLDER in (Path(path), Path(path).parent)]:
        del sys.path_importer_cache[folder]
    gc.freeze()  # what is frozen is not listed by gc.get_objects()

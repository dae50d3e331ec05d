"""Grades that wait for the end of a batch: on the disk, so that a thousand take no more memory than thirty."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self, overload

from grader.errors import OperatorError
from grader.reports.document import GradePart

_IN_MEMORY = 4 * 2**20
"""Bytes up to which nothing is written: small batches need no disk."""


class KeptGrades:
    """Keeps grades by a key. A context manager: afterwards they are gone."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by `__exit__`
        self._places: dict[str, int] = {}

    def add(self, key: str, part: GradePart) -> None:
        """Keep a grade; one of the same key is forgotten. Raises ``OperatorError`` where there is no room."""
        place = self._file.seek(0, 2)
        try:
            pickle.dump(part, self._file, pickle.HIGHEST_PROTOCOL)
        except OSError as error:
            folder = tempfile.gettempdir()
            raise OperatorError(
                f"{folder} takes no more grades: {error.strerror}", "Is the disk full?"
            ) from None
        self._places[key] = place

    def in_order(self, keys: Sequence[str]) -> Sequence[GradePart]:
        """The grades of these keys, as far as there are any. Each is read when it is looked at."""
        return _InOrder(self, [key for key in keys if key in self._places])

    def read(self, key: str) -> GradePart:
        self._file.seek(self._places[key])
        part: GradePart = pickle.load(self._file)  # noqa: S301 - what this process wrote, in a file without a name
        return part

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


class _InOrder(Sequence[GradePart]):
    def __init__(self, kept: KeptGrades, keys: Sequence[str]) -> None:
        self._kept, self._keys = kept, keys

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[GradePart]:
        return map(self._kept.read, self._keys)

    @overload
    def __getitem__(self, index: int) -> GradePart: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[GradePart]: ...

    def __getitem__(self, index: int | slice) -> GradePart | Sequence[GradePart]:
        if isinstance(index, slice):
            return _InOrder(self._kept, self._keys[index])
        return self._kept.read(self._keys[index])

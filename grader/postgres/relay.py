"""Lets workers, which have no network, reach the grader's databases on any server: a Unix socket of its own.

The work is done by ``forwarder``, a program of its own, which also cleans up after a grader that was killed.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from typing import Any

from grader.errors import OperatorError
from grader.postgres.companion import Companion
from grader.postgres.programs import forwarder as program

PORT = 5432
_STOP_SECONDS = 5.0
_LONGEST_PLACE = 60  # a Unix socket's path must stay below 100 characters

NEEDED = os.name == "posix"
"""Windows has no sockets with a path that libpq would take, nor workers without a network."""


class Relay:
    """A socket in ``folder``, port ``PORT``, that leads to ``address``: (host, port) or a socket's path.

    ``prefix``: how the names of all users and databases begin that it leads to. ``tls``: how the way there is encrypted (see ``forwarder``); None when it is not.
    Raises ``OperatorError`` when there can be no such socket.
    """

    def __init__(
        self, address: tuple[str, int] | str, prefix: str, tls: Mapping[str, Any] | None = None
    ) -> None:
        self._companion = Companion(program)
        try:
            config = {"place": place(), "address": address, "prefix": prefix, "tls": tls}
            answer = self._companion.ask(config) or {"failed": "it ended at once"}
            if "failed" in answer:
                raise OperatorError(
                    f"No way for submissions to the server could be made: {answer['failed']}",
                    "Check that the folder for temporary files (TMPDIR) exists and has room.",
                )
            self.folder = str(answer["folder"])
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End all connections and remove the folder."""
        self._companion.stop(_STOP_SECONDS)


def place() -> str:
    """A folder for temporary files whose name leaves room for a socket's."""
    temporary = tempfile.gettempdir()
    return temporary if len(temporary) <= _LONGEST_PLACE else "/tmp"  # noqa: S108 - a private folder in it

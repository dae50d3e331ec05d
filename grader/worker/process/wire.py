"""The worker's end of a channel: lines of JSON over a Unix socket, file descriptors beside them."""

from __future__ import annotations

import socket
from typing import Any

from grader.worker import codec, protocol

_CHUNK = 65536
_MAX_FDS = 4


class Channel:
    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._buffer = bytearray()
        self._fds: list[int] = []

    def receive(self, expected: Any) -> Any:
        """The next message, or None when the other side has gone.

        Raises ``protocol.ProtocolError`` for what is no ``expected``.
        """
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            chunk = self._read()
            if not chunk:
                return None
            self._buffer += chunk
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return codec.decode(line, expected)

    def take_fd(self) -> int:
        """A descriptor that came along with the messages so far, oldest first."""
        if not self._fds:
            raise protocol.ProtocolError("no descriptor came along")
        return self._fds.pop(0)

    def send(self, message: Any, fds: tuple[int, ...] = ()) -> None:
        data = codec.encode(message)
        if fds:
            sent = socket.send_fds(self._socket, [data], list(fds))
            data = data[sent:]
        self._socket.sendall(data)

    def close(self) -> None:
        self._socket.close()

    def _read(self) -> bytes:
        if not hasattr(socket, "recv_fds"):
            return self._socket.recv(_CHUNK)
        data, fds, _, _ = socket.recv_fds(self._socket, _CHUNK, _MAX_FDS)
        self._fds += fds
        return data

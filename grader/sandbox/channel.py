"""The grader's end of a channel: every call has a deadline, what is read is bounded and decoded strictly."""

from __future__ import annotations

import socket
import time
from typing import Any, TypeVar

from grader.worker import codec, protocol

T = TypeVar("T")
_CHUNK = 65536


class Closed(Exception):  # noqa: N818  it names what happened, and is no error of ours
    """The other side has gone."""


class Channel:
    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._buffer = bytearray()
        self._fds: list[int] = []

    def send(self, message: Any, deadline: float, fds: tuple[int, ...] = ()) -> None:
        """Raises ``TimeoutError``, ``Closed``, and ``ProtocolError`` when something was said unasked."""
        self._refuse_unasked()
        data = codec.encode(message)
        try:
            self._wait_no_longer_than(deadline)
            if fds:
                data = data[socket.send_fds(self._socket, [data], list(fds)) :]
            self._socket.sendall(data)
        except TimeoutError:
            raise
        except OSError as error:
            raise Closed from error

    def receive(self, expected: type[T], deadline: float) -> T:
        """Raises ``TimeoutError``, ``Closed``, and ``ProtocolError`` for what is no ``expected``."""
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            if start > protocol.MAX_LINE:
                raise protocol.ProtocolError(f"a message of more than {protocol.MAX_LINE} bytes")
            self._read(deadline)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return codec.decode(line, expected)

    def take_fd(self) -> int:
        """The descriptor that came along with the last message."""
        if len(self._fds) != 1:
            raise protocol.ProtocolError(f"{len(self._fds)} descriptors where one is due")
        return self._fds.pop()

    def close(self) -> None:
        self._socket.close()

    def receive_with_fd(self, expected: type[T], deadline: float) -> tuple[T, int]:
        """As ``receive``, for a message that brings a descriptor along."""
        self._wait_no_longer_than(deadline)
        data, fds, _, _ = socket.recv_fds(self._socket, _CHUNK, 1)
        self._buffer += data
        self._fds += fds
        return self.receive(expected, deadline), self.take_fd()

    def _read(self, deadline: float) -> None:
        try:
            self._wait_no_longer_than(deadline)
            chunk = self._socket.recv(_CHUNK)
        except TimeoutError:
            raise
        except OSError as error:
            raise Closed from error
        if not chunk:
            raise Closed
        self._buffer += chunk

    def _refuse_unasked(self) -> None:
        """An answer to the next question that was sent before it was asked."""
        self._socket.setblocking(False)
        try:
            unasked = bool(self._buffer) or bool(self._socket.recv(1, socket.MSG_PEEK))
        except (BlockingIOError, ConnectionError):
            unasked = False
        if unasked:
            raise protocol.ProtocolError("an answer to no question")

    def _wait_no_longer_than(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)

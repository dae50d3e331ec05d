"""A Unix socket in a private folder, and every connection to it carried to one address: never to another.

Only connections of a user to a database whose names both begin as the grader's own do are carried: whatever
else is on the server, and whoever it would let in without a password, is out of a submission's reach.

A program of its own, run by path with ``python -I -S``: standard library only. Not threads of the grader's,
because a byte that waits for the grader's interpreter waits up to 5 ms when that is busy, and because the
folder must go when the grader is killed. It ends when its standard input does, or when its parent is gone.

In:   one line of JSON on standard input: ``{"place": folder, "address": [host, port] or "path of a socket",
      "prefix": how names begin, "tls": null or {"name": host name, "verify": "none" | "ca" | "full", "ca": file or null,
      "cert": file or null, "key": file or null}}``. Then nothing: end of file means stop.
Out:  one line of JSON on standard output: ``{"folder": path}`` or ``{"failed": sentence}``.

With ``tls`` the way to the address is encrypted as PostgreSQL does it: a request first, then TLS. A client of
the socket needs to know nothing of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any, NoReturn

PREFIX = "ormgrader-relay-"
SOCKET_NAME = ".s.PGSQL.5432"
CONNECT_SECONDS = 10.0
_NEW_SECONDS = 60.0
_CHUNK = 64 * 1024
_BACKLOG = 256
_LONGEST_START = 10_000  # PostgreSQL's own limit
_VERSION_3, _CANCEL, _SSL, _GSS = 3, 80877102, 80877103, 80877104
"""The first number of a connection: a protocol version's upper half, or one of these instead."""
_SASL = struct.pack("!i", 10)
_SSL_REQUEST = struct.pack("!ii", 8, _SSL)

_NOT_NOW: tuple[type[Exception], ...] = (BlockingIOError,)
"""What a socket raises that can give or take nothing at the moment. TLS adds two of its own."""

Address = list[Any] | str


def read_start(client: socket.socket, prefix: bytes) -> bytes:
    """The first message of a connection that may go on. Raises ``OSError`` about any other."""
    while True:
        head = _receive(client, 8)
        length, code = struct.unpack("!iI", head)
        if code in (_SSL, _GSS) and length == 8:
            client.sendall(b"N")  # not here: nobody listens between two ends of a socket
            continue
        if not 8 <= length <= _LONGEST_START:
            raise ConnectionError("this is not PostgreSQL's protocol")
        start = head + _receive(client, length - 8)
        if code == _CANCEL:
            return start
        words = start[8:].split(b"\0")
        named = dict(zip(words[::2], words[1::2], strict=False))
        names = (named.get(b"user", b""), named.get(b"database", b""))
        if code >> 16 == _VERSION_3 and all(name.startswith(prefix) for name in names):
            return start
        client.sendall(_refusal())
        raise ConnectionError("not a name of the grader's")


def _receive(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = client.recv(size - len(data))
        if not more:
            raise ConnectionError("ended in its first message")
        data += more
    return data


def _refusal() -> bytes:
    """What a server says that has no entry for somebody in pg_hba.conf."""
    fields = [b"SFATAL", b"VFATAL", b"C28000", b"Mpermission denied: this is no database of this submission"]
    body = b"".join(field + b"\0" for field in fields) + b"\0"
    return b"E" + struct.pack("!i", len(body) + 4) + body


def read_offer(server: socket.socket) -> bytes:
    """The server's first message, without the offer to bind the login to the encryption.

    A client that sees no encryption would take that offer for an attack. Raises ``OSError``.
    """
    head = _receive(server, 5)
    body = _receive(server, struct.unpack("!i", head[1:])[0] - 4)
    if head[:1] != b"R" or body[:4] != _SASL:
        return head + body
    offered = [name for name in body[4:].split(b"\0") if name and not name.endswith(b"-PLUS")]
    body = _SASL + b"".join(name + b"\0" for name in offered) + b"\0"
    return b"R" + struct.pack("!i", len(body) + 4) + body


class Flow:
    """One direction of a connection."""

    def __init__(self, source: socket.socket, sink: socket.socket) -> None:
        self.source, self.sink = source, sink
        self.left = b""
        self.ended = False
        self.shut = False

    def move(self) -> None:
        """Carry what can be carried now. Raises ``OSError`` when either side is broken."""
        with contextlib.suppress(*_NOT_NOW):
            while not self.shut:
                if self.left:
                    self.left = self.left[self.sink.send(self.left) :]
                elif self.ended:
                    # Not SSLSocket's own, which would forget its encryption while the other way is open.
                    socket.socket.shutdown(self.sink, socket.SHUT_WR)
                    self.shut = True
                else:
                    self.left = self.source.recv(_CHUNK)
                    self.ended = not self.left


class Pair:
    """A client and the server, and the two flows between them."""

    def __init__(self, client: socket.socket, server: socket.socket, offer: bytes) -> None:
        self.sockets = (client, server)
        self.flows = (Flow(client, server), Flow(server, client))
        self.flows[1].left = offer
        self._watched: dict[socket.socket, int] = {}

    def work(self, selector: selectors.BaseSelector) -> None:
        """Carry bytes both ways, then watch what is waited for; closes both when nothing is."""
        try:
            for flow in self.flows:
                flow.move()
        except OSError:
            self.close(selector)
            return
        if all(flow.shut for flow in self.flows):
            self.close(selector)
            return
        for one in self.sockets:
            self._watch(selector, one)

    def _watch(self, selector: selectors.BaseSelector, one: socket.socket) -> None:
        wanted = 0
        for flow in self.flows:
            if flow.source is one and not flow.left and not flow.ended:
                wanted |= selectors.EVENT_READ
            if flow.sink is one and flow.left:
                wanted |= selectors.EVENT_WRITE
        before = self._watched.get(one, 0)
        if wanted == before:
            return
        if not before:
            selector.register(one, wanted, self)
        elif wanted:
            selector.modify(one, wanted, self)
        else:
            selector.unregister(one)
        self._watched[one] = wanted

    def close(self, selector: selectors.BaseSelector) -> None:
        for one in self.sockets:
            if self._watched.pop(one, 0):
                selector.unregister(one)
            one.close()


class Forwarder:
    """Accepts, connects in a thread for each new connection, and carries bytes in one loop."""

    def __init__(
        self, listener: socket.socket, address: Address, prefix: str, tls: dict[str, Any] | None
    ) -> None:
        self._listener, self._address, self._tls = listener, address, tls
        self._prefix = prefix.encode()
        self._context = _tls_context(tls) if tls else None
        self._selector = selectors.DefaultSelector()
        self._new: deque[Pair] = deque()
        self._bell, self._button = socket.socketpair()

    def run(self, parent: int) -> None:
        """Until standard input ends, or the parent is gone although a child of it holds the pipe open."""
        for ready in (self._listener, self._bell):
            ready.setblocking(False)
            self._selector.register(ready, selectors.EVENT_READ)
        self._selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
        while os.getppid() == parent:
            for key, _ in self._selector.select(0.5):
                if isinstance(key.data, Pair):
                    # Its other half may have closed it in this very round.
                    if key.data.sockets[0].fileno() >= 0:
                        key.data.work(self._selector)
                elif key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj is self._bell:
                    self._welcome()
                elif not os.read(sys.stdin.fileno(), 4096):
                    return

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._listener.accept()
            threading.Thread(target=self._connect, args=[client], daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        """In a thread: neither a slow server nor a silent client must hold up the connections that are there."""
        try:
            client.settimeout(CONNECT_SECONDS)
            start = read_start(client, self._prefix)
            server = connect(self._address, self._tls, self._context)
        except OSError:
            client.close()
            return
        try:
            server.sendall(start)
            offer = read_offer(server) if self._tls else b""
        except OSError:
            client.close()
            server.close()
            return
        for one in (client, server):
            one.setblocking(False)
        self._new.append(Pair(client, server, offer))
        self._button.send(b"!")

    def _welcome(self) -> None:
        self._bell.recv(4096)
        while self._new:
            self._new.popleft().work(self._selector)


def connect(address: Address, tls: dict[str, Any] | None, context: Any) -> socket.socket:
    """A connection to the one address. Raises ``OSError``."""
    if isinstance(address, str):
        plain = socket.socket(socket.AF_UNIX)
        plain.settimeout(CONNECT_SECONDS)
        plain.connect("\0" + address[1:] if address.startswith("@") else address)
    else:
        plain = socket.create_connection((address[0], address[1]), CONNECT_SECONDS)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if context is None:
        return plain
    try:
        plain.sendall(_SSL_REQUEST)
        if plain.recv(1) != b"S":
            raise ConnectionError("the server does not speak TLS")
        encrypted: socket.socket = context.wrap_socket(plain, server_hostname=(tls or {}).get("name"))
    except BaseException:
        plain.close()
        raise
    return encrypted


def _tls_context(tls: dict[str, Any]) -> Any:
    """As strict as libpq's ``sslmode`` is: ``verify`` is one of ``none``, ``ca``, ``full``."""
    import ssl  # noqa: PLC0415 - costs a third of the start, and most servers are next door

    global _NOT_NOW  # noqa: PLW0603 - known only when ssl is there
    _NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
    context = ssl.create_default_context(cafile=tls["ca"])
    context.check_hostname = tls["verify"] == "full"
    context.verify_mode = ssl.CERT_NONE if tls["verify"] == "none" else ssl.CERT_REQUIRED
    if tls["cert"]:
        context.load_cert_chain(tls["cert"], tls["key"])
    return context


def sweep(place: Path) -> None:
    """Remove the folders of programs like this one that were killed: nobody listens there any more."""
    for folder in place.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            status = folder.lstat()
            # A new one may not listen yet.
            if status.st_uid != os.getuid() or time.time() - status.st_mtime < _NEW_SECONDS:
                continue
            try:
                probe.connect(str(folder / SOCKET_NAME))
            except (ConnectionRefusedError, FileNotFoundError):
                shutil.rmtree(folder, ignore_errors=True)


def say(message: dict[str, str]) -> None:
    with contextlib.suppress(OSError):
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def _end(*_: Any) -> NoReturn:
    raise SystemExit(0)


def main() -> None:
    parent = os.getppid()
    signal.signal(signal.SIGTERM, _end)
    # Unbuffered: what follows the line must be seen by the selector.
    config = json.loads(open(0, "rb", buffering=0, closefd=False).readline())  # noqa: SIM115
    try:
        sweep(Path(config["place"]))
        folder = tempfile.mkdtemp(prefix=PREFIX, dir=config["place"])
        try:
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(Path(folder) / SOCKET_NAME))
                listener.listen(_BACKLOG)
                forwarder = Forwarder(listener, config["address"], config["prefix"], config["tls"])
                say({"folder": folder})
                forwarder.run(parent)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        say({"failed": str(error)})


if __name__ == "__main__":
    main()

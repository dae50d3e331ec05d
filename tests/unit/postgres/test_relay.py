"""The way from a Unix socket to one address, and to nothing else."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.errors import OperatorError
from grader.postgres import relay as module
from grader.postgres.programs.forwarder import SOCKET_NAME
from grader.postgres.relay import Relay
from tests.support.waiting import find_line, python, until

pytestmark = pytest.mark.skipif(not module.NEEDED, reason="there is no relay on Windows")

Serve = Callable[[socket.socket], None]


def start_message(user: str = "grader_1", database: str = "grader_1_1") -> bytes:
    body = struct.pack("!i", 196608) + f"user\0{user}\0database\0{database}\0\0".encode()
    return struct.pack("!i", len(body) + 4) + body


START = start_message()


@contextlib.contextmanager
def server(
    serve: Serve, family: socket.AddressFamily = socket.AF_INET, at: object = ("127.0.0.1", 0)
) -> Iterator[socket.socket]:
    """A server with a thread for each connection."""
    with socket.socket(family) as listener:
        listener.bind(at)  # type: ignore[arg-type]
        listener.listen(200)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=_serve, args=[serve, connection], daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener
        listener.shutdown(socket.SHUT_RDWR)


def _serve(serve: Serve, connection: socket.socket) -> None:
    with connection, contextlib.suppress(OSError):
        serve(connection)


def echo(connection: socket.socket) -> None:
    """Everything back until the client has no more, then a word, then the end."""
    while data := connection.recv(65536):
        connection.sendall(data)
    connection.sendall(b"bye")


@contextlib.contextmanager
def relayed(serve: Serve = echo) -> Iterator[Relay]:
    with server(serve) as listener, contextlib.closing(Relay(listener.getsockname(), "grader_")) as relay:
        yield relay


def connect(relay: Relay) -> socket.socket:
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(10)
    client.connect(f"{relay.folder}/{SOCKET_NAME}")
    return client


def read_all(client: socket.socket) -> bytes:
    data = b""
    while more := client.recv(65536):
        data += more
    return data


def test_half_closed() -> None:
    """When a client has said all, the server hears it and can still answer."""
    with relayed() as relay, connect(relay) as client:
        client.sendall(START + b"hello")
        client.shutdown(socket.SHUT_WR)
        assert START + b"hello" + b"bye" == read_all(client)


def test_much_in_both_directions_at_once() -> None:
    """Megabytes pass unchanged, also while nobody reads them yet."""
    data = os.urandom(8 * 2**20)
    with relayed() as relay, connect(relay) as client:
        sender = threading.Thread(
            target=lambda: (client.sendall(START + data), client.shutdown(socket.SHUT_WR))
        )
        sender.start()
        found = read_all(client)
        sender.join()
    assert START + data + b"bye" == found


def test_many_connections() -> None:
    """A hundred connections are open at once, none gets another's bytes."""
    with relayed() as relay, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(connect(relay)) for _ in range(100)]
        for number, client in enumerate(clients):
            client.sendall(START + b"%03d" % number)
        for number, client in enumerate(clients):
            client.shutdown(socket.SHUT_WR)
            assert START + b"%03d" % number + b"bye" == read_all(client)


def test_end_of_the_server_is_passed_on() -> None:
    """A server that ends a connection ends it for the client."""
    with relayed(lambda connection: connection.recv(1) and None) as relay, connect(relay) as client:
        client.sendall(START)
        with contextlib.suppress(ConnectionResetError):
            assert b"" == client.recv(1)


def test_client_that_is_gone_is_gone_for_the_server() -> None:
    """A client that just disappears does not leave its connection to the server open."""
    ended = threading.Event()

    def serve(connection: socket.socket) -> None:
        while connection.recv(65536):
            pass
        ended.set()

    with relayed(serve) as relay:
        client = connect(relay)
        client.sendall(START)
        client.close()
        assert ended.wait(5)


def test_silent_client_holds_up_nobody() -> None:
    """One that connects and says nothing does not keep others from being served."""
    with relayed() as relay, connect(relay), connect(relay) as client:
        client.sendall(START)
        assert START == client.recv(100)


@pytest.mark.parametrize(
    "start",
    [
        start_message(user="postgres"),
        start_message(database="postgres"),
        start_message(database="template1"),
        struct.pack("!ii", 9, 196608) + b"\0",  # no names: the server would take the user's
        start_message()[:4]
        + struct.pack("!i", 131072)
        + start_message()[8:],  # protocol 2 has names elsewhere
    ],
)
def test_other_names_are_refused(start: bytes) -> None:
    """Only a user and a database of the grader's are led to the server; others hear a PostgreSQL error."""
    reached = threading.Event()
    with relayed(lambda _: reached.set()) as relay, connect(relay) as client:
        client.sendall(start)
        assert b"E" == client.recv(1)
        assert b"permission denied" in read_all(client)
    assert not reached.is_set()


@pytest.mark.parametrize(
    "garbage", [b"\0" * 8, b"\x7f\xff\xff\xff" + b"a" * 100, b"GET / HTTP/1.1\r\n\r\n", b"abc"]
)
def test_garbage_is_not_passed_on(garbage: bytes) -> None:
    """What is not PostgreSQL's protocol does not reach the server."""
    reached = threading.Event()
    with relayed(lambda _: reached.set()) as relay, connect(relay) as client:
        client.sendall(garbage)
        client.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            assert b"" == client.recv(1)
    assert not reached.is_set()


def test_asked_for_encryption_it_goes_on_without() -> None:
    """A client that asks for TLS or GSS first is told that there is none, and may go on."""
    with relayed() as relay, connect(relay) as client:
        for request in (80877104, 80877103):
            client.sendall(struct.pack("!ii", 8, request))
            assert b"N" == client.recv(1)
        client.sendall(START)
        assert START == client.recv(100)


def test_cancel_request_is_passed_on() -> None:
    """What cancels a statement comes on a connection of its own, without names, and arrives."""
    with relayed() as relay, connect(relay) as client:
        cancel = struct.pack("!iiii", 16, 80877102, 1, 2)
        client.sendall(cancel)
        assert cancel == client.recv(100)


def test_leads_to_a_unix_socket_too(tmp_path: Path) -> None:
    """The address may be a socket's path."""
    path = str(tmp_path / "s")
    with contextlib.ExitStack() as stack:
        stack.enter_context(server(echo, socket.AF_UNIX, path))
        relay = stack.enter_context(contextlib.closing(Relay(path, "grader_")))
        client = stack.enter_context(connect(relay))
        client.sendall(START)
        assert START == client.recv(100)


def test_nobody_there() -> None:
    """When nobody listens at the address, the client's connection just ends."""
    with contextlib.closing(Relay(("127.0.0.1", 1), "grader_")) as relay, connect(relay) as client:
        client.sendall(START)
        with contextlib.suppress(ConnectionResetError):
            assert b"" == client.recv(1)


def test_folder_is_private_and_gone_at_the_end() -> None:
    """Nobody else may look into the folder, and it goes with the relay."""
    with relayed() as relay:
        assert 0o700 == stat.S_IMODE(Path(relay.folder).stat().st_mode)
    assert not Path(relay.folder).exists()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_of_a_killed_grader(end: signal.Signals) -> None:
    """However a grader is killed, the relay's folder goes, also while a child of the grader lives on."""
    program = (
        "import os, time; from grader.postgres.relay import Relay; r = Relay(('127.0.0.1', 1), 'x');"
        " print(r.folder, flush=True); os.fork(); time.sleep(120)"
    )
    with python(program) as process:
        folder = Path(find_line(process))
        assert folder.exists()
        os.kill(process.pid, end)
        assert until(lambda: not folder.exists(), 60)
        # Its child would hold the test up for the rest of its sleep.
        os.killpg(process.pid, signal.SIGKILL)


def test_what_a_killed_relay_left_is_swept() -> None:
    """The folder of a relay that was killed itself goes with a later start; one that is in use stays."""
    address = ("127.0.0.1", 1)
    with contextlib.closing(Relay(address, "x")) as killed, contextlib.closing(Relay(address, "x")) as living:
        killed._companion._process.kill()
        killed._companion._process.wait()
        for relay in (killed, living):
            os.utime(relay.folder, (0, 0))
        Relay(address, "x").close()
        assert not Path(killed.folder).exists()
        assert Path(living.folder).exists()


def test_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no folder can be made, the message says which."""
    monkeypatch.setattr(module, "place", lambda: str(tmp_path / "nowhere"))
    with pytest.raises(OperatorError, match="nowhere"):
        Relay(("127.0.0.1", 1), "grader_")

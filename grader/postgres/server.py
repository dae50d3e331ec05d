"""One interface to PostgreSQL, whoever provides it: a server, a tenant for each submission, its databases.

Three kinds of logins, and what each may do:

- **admin**: a superuser, or on somebody else's server a role that may make databases and roles. Connects to
  the maintenance database only, where no submission can leave anything. It makes and drops databases and
  roles, and reads the counts and who is connected.
- **the submission's role**: owns what it creates, and nothing else. Knows its own databases only.
- **the reader**: everything that the grader does inside a submission's database. A member of the submission's
  role, so that a trapped view, trigger or policy runs with no more rights than the submission has. It may log
  in only while the grader itself connects, with a password of that moment: code of a submission that runs
  under its name can set a password, but cannot come in with it.

All of it may be used by several threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

from grader.postgres.connections import Admin
from grader.postgres.evidence.counter import Counter
from grader.postgres.site import Access, Site
from grader.postgres.tenant import Tenant


@dataclass(frozen=True)
class ServerInfo:
    """``counts``: the server counts statements.

    ``note``: what a person should know about this server, and what to do about it; empty when all is well.
    """

    provider: str
    version: str
    counts: bool
    note: str = ""


class Server:
    """A running PostgreSQL. A context manager: closed at the end."""

    def __init__(
        self, provider: str, access: Access, on_close: Callable[[], None] = lambda: None, note: str = ""
    ) -> None:
        self._access = access
        self._on_close = on_close
        self._background = ThreadPoolExecutor(1, thread_name_prefix="grader-drop")
        self._closed = False
        with Admin(access.admin, {}).connection() as connection:
            counter = Counter.find(connection) if access.counts else None
            version = connection.info.server_version
            connection.close()
        self._site = Site(access, Admin(access.admin, _admin_settings(counter)), version, counter)
        self.info = ServerInfo(
            provider=provider,
            version=f"{version // 10000}.{version % 10000}",
            counts=counter is not None,
            note=note,
        )

    def tenant(self) -> Tenant:
        """Roles for one submission."""
        return Tenant(self._site, self._background)

    def close(self) -> None:
        """End everything: what is queued to be dropped, connections, and the server where it is ours."""
        if self._closed:
            return
        self._closed = True
        try:
            self._background.shutdown(wait=True, cancel_futures=self._access.throwaway)
            self._site.admin.close()
        finally:
            self._on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _admin_settings(counter: Counter | None) -> Mapping[str, str]:
    """What the admin does is not counted: its entries would push out those of submissions."""
    return {"pg_stat_statements.track": "none"} if counter else {}

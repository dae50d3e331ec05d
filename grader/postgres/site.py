"""A running server as its tenants and databases share it: the ways in, the admin's connections, the count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.postgres.connections import PLAIN, Admin
from grader.postgres.evidence.counter import Counter
from grader.postgres.evidence.error_log import ErrorLog
from grader.postgres.preparation import TEMPLATE
from grader.postgres.settings import ROLE_SETTINGS

PREFIX = "grader_"


@dataclass(frozen=True)
class Access:
    """The ways into a server, and what it lets the grader do there.

    ``admin``: libpq's parameters of the admin's login. ``host``, ``port``: where submissions and the reader
    find the server. ``prefix``: how the names of all roles and databases begin. ``template``: the database
    that others are copied from. ``strategy``: how. ``role_settings``: set for the roles of submissions.
    ``counts``: whether counting may be tried. ``superuser``: the admin is one; else it joins each role that it
    makes. ``throwaway``: the server ends with the grader, so that nothing needs to be dropped when it is closed.
    ``log``: where the server's errors can be read; None on somebody else's.
    """

    admin: Mapping[str, Any]
    host: str
    port: int
    prefix: str = PREFIX
    template: str = TEMPLATE
    strategy: str = " STRATEGY FILE_COPY"
    role_settings: Mapping[str, str] = field(default_factory=lambda: ROLE_SETTINGS)
    counts: bool = True
    superuser: bool = True
    throwaway: bool = False
    log: ErrorLog | None = None


@dataclass(frozen=True)
class Site:
    """What tenants and databases share. ``version``: as libpq has it."""

    access: Access
    admin: Admin
    version: int
    counter: Counter | None

    def login(self, database: str, user: str, password: str) -> dict[str, Any]:
        """libpq's parameters of a connection that goes the way that submissions go."""
        return {
            "host": self.access.host,
            "port": self.access.port,
            "dbname": database,
            "user": user,
            "password": password,
            **PLAIN,
        }


@dataclass(frozen=True)
class Roles:
    """A tenant's roles, by name and by the server's number: the submission's, and the reader's."""

    name: str
    oid: int
    reader: str
    reader_oid: int
    password: str
    """The submission's; the reader has one for a moment only."""

    @property
    def oids(self) -> tuple[int, int]:
        """The numbers of all roles under which the submission's statements can run."""
        return self.oid, self.reader_oid

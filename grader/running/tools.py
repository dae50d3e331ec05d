"""What grading needs: servers, a sandbox, judges; and what they are, for reports."""

from __future__ import annotations

import importlib.metadata
import logging
import platform
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grader.caches import cache_folder
from grader.errors import OperatorError
from grader.judging import Judges
from grader.postgres.pool import ServerPool
from grader.postgres.providers.choose import provide
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.postgres.server import ServerInfo
from grader.running.kept_evidence import KeptEvidence
from grader.sandbox import Isolation, Sandbox


@dataclass(frozen=True)
class Tools:
    """Where submissions run, where their databases are, who judges them, and what references did before."""

    servers: ServerPool
    sandbox: Sandbox
    judges: Judges
    evidence: KeptEvidence


_LOG = logging.getLogger(__name__)
_PACKAGES = ("sqlalchemy", "psycopg2-binary", "psycopg")


class IsolationChoice(StrEnum):
    """``auto`` takes what the machine offers, ``require`` only all of it."""

    AUTO = "auto"
    REQUIRE = "require"


@contextmanager
def open_tools(
    postgres: str, image: str = DEFAULT_IMAGE, isolation: IsolationChoice = IsolationChoice.AUTO
) -> Iterator[Tools]:
    """Servers, a sandbox and judges, closed afterwards. Raises ``OperatorError``."""
    _require_temporary_folder()
    with Judges() as judges, Sandbox() as sandbox:
        if isolation is IsolationChoice.REQUIRE:
            _refuse_less_than_full(sandbox.isolation)
        with provide(postgres, image) as servers:  # meanwhile the sandbox gets ready
            _tell_isolation(sandbox.isolation)
            _tell_server(servers.info)
            evidence = KeptEvidence(cache_folder("evidence"))
            yield Tools(servers, sandbox, judges, evidence)
            evidence.shorten()


def _require_temporary_folder() -> None:
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        raise OperatorError(
            "there is no folder for temporary files that can be written to",
            "Name one in TMPDIR; on a read-only system, mount a tmpfs at /tmp.",
        ) from None


def _refuse_less_than_full(isolation: Isolation) -> None:
    if isolation.level != "full":
        raise OperatorError(
            f"isolation is required, and here it is {isolation.level}; not in force: {'; '.join(isolation.missing)}",
            "Grade on Linux with user namespaces, as docs/security.md says; or, if you trust every submission, with"
            " --isolation auto.",
        )


def _tell_isolation(isolation: Isolation) -> None:
    if isolation.missing:
        _LOG.warning("isolation is %s; not in force: %s", isolation.level, "; ".join(isolation.missing))
    else:
        _LOG.info("isolation is %s: %s", isolation.level, ", ".join(isolation.in_force))


def _tell_server(info: ServerInfo) -> None:
    note = f": {info.note}" if info.note else ""
    _LOG.info("PostgreSQL %s from the provider %s%s", info.version, info.provider, note)


def postgres_info(tools: Tools) -> Mapping[str, Any]:
    info = tools.servers.info
    return {"provider": info.provider, "version": info.version, "counts": info.counts, "note": info.note}


def isolation_info(tools: Tools) -> Mapping[str, Any]:
    isolation = tools.sandbox.isolation
    return {
        "level": isolation.level,
        "in_force": list(isolation.in_force),
        "missing": list(isolation.missing),
    }


def versions() -> Mapping[str, str]:
    found = {name: importlib.metadata.version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), **found}

"""The one place that turns exceptions into exit codes.

0 every submission passed · 1 some check failed · 2 wrong usage or a faulty exercise · 3 the grader's own
fault · 130 interrupted · 141 nobody reads what is printed, as a shell says of a program that ends so.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from typing import NoReturn, cast

import typer

from grader import cli
from grader.errors import GraderError
from grader.terminal import (
    ERRORS,
    OUTPUT,
    ClosedOutputError,
    readable_errors,
    spell_out_what_cannot_be_written,
)

INTERRUPTED = 130
CLOSED_OUTPUT = 141
_WrongUsage = cast(
    type[typer.BadParameter],
    next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"),
)
"""Of the click that Typer uses: the installed one, or, in later releases, one of its own."""


def main() -> int:
    """Run a command, and give its exit code."""
    spell_out_what_cannot_be_written()
    try:
        with readable_errors():
            code = _main()
            OUTPUT.flush()
            return code
    except (ClosedOutputError, BrokenPipeError):
        return _leave_unread()


def _main() -> int:
    # The driver logs what an aborted pipeline leaves; the error itself comes to us as an exception.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    try:
        code = int(cli.app(standalone_mode=False) or 0)
        # Later releases of Typer make an exit code of Ctrl-C, earlier ones raise.
        return _leave_at_once() if code == INTERRUPTED else code
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.Abort:
        return _leave_at_once()
    except KeyboardInterrupt:
        return _leave_at_once()
    except _WrongUsage as error:
        error.show(ERRORS)
        return error.exit_code
    except GraderError as error:
        return _tell(str(error), error.exit_code)
    except (ClosedOutputError, BrokenPipeError):
        raise
    except Exception as error:
        if os.environ.get("GRADER_DEBUG"):
            traceback.print_exc(file=ERRORS)
        return _tell(
            f"the grader itself failed: {type(error).__name__}: {error}\n"
            "No submission is to blame. Run it again with GRADER_DEBUG=1 to see where, and report it.",
            3,
        )


def _leave_unread() -> int:
    """What is still to be printed goes nowhere: Python would try once more at its end, and tell that it cannot."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (OUTPUT, ERRORS):
        os.dup2(nowhere, stream.fileno())
    return CLOSED_OUTPUT


def _leave_at_once() -> NoReturn:
    """Not by way of the threads: they wait for submissions that may hang, and which end with this process."""
    _tell("interrupted", INTERRUPTED)
    OUTPUT.flush()
    ERRORS.flush()
    os._exit(INTERRUPTED)


def _tell(message: str, code: int) -> int:
    ERRORS.write(f"grader: {message}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

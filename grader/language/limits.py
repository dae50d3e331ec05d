"""What an exercise allows a submission to use."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from grader.language.parts import Part


class Limits(Part):
    """What a submission may use. CPU time is limited to the seconds given, wall-clock time to more."""

    import_seconds: Annotated[int, Field(gt=0, le=600, description="for its import")] = 10
    check_seconds: Annotated[int, Field(gt=0, le=600, description="for each run of a check")] = 5
    memory_mb: Annotated[int, Field(ge=64, le=65_536, description="MiB of memory of one process")] = 512
    database_mb: Annotated[int, Field(ge=16, le=65_536, description="MiB that its database may hold")] = 256
    file_mb: Annotated[
        int, Field(ge=1, le=1024, description="MiB of one file, and of all that are written together")
    ] = 16
    open_files: Annotated[int, Field(ge=32, le=1024, description="files open at once")] = 256
    processes: Annotated[
        int,
        Field(ge=8, le=1024, description="processes and threads together, three of them the grader's own"),
    ] = 128

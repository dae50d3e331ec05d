"""Examples of exercises, as files beside a test, where an exercise has its folders."""

from __future__ import annotations

from pathlib import Path


def laid_out(example: Path, root: Path) -> tuple[Path, Path | None]:
    """The example as the two folders of an exercise. What is in `visible/` lies beside exercise.yaml."""
    folder = root / "exercises" / "example"
    folder.mkdir(parents=True)
    public = example / "exercise.yaml" if example.is_dir() else example
    (folder / "exercise.yaml").write_bytes(public.read_bytes())
    for path in (example / "visible").glob("*"):
        (folder / path.name).write_bytes(path.read_bytes())
    hidden = example / "hidden.yaml"
    if not hidden.is_file():
        return folder, None
    solutions = root / "solutions" / "example"
    solutions.mkdir(parents=True)
    for path in example.iterdir():
        if path.is_file() and path.name != "exercise.yaml":
            (solutions / path.name).write_bytes(path.read_bytes())
    return folder, solutions

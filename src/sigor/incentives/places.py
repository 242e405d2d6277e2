"""Where the files of a run are while it is computed, beside the folder of its result."""

import shutil
from pathlib import Path
from typing import Any


def uploads(run: Any) -> Path:
    """The files as they came; kept only until the run has ended, for only its checked snapshot stays."""
    return _beside(run, "uploads")


def stop_flag(run: Any) -> Path:
    """A file whose presence asks the computation to stop."""
    return _beside(run, "stop")


def progress(run: Any) -> Path:
    return _beside(run, "progress.json")


def clear(run: Any) -> None:
    """Everything of a computation but its result."""
    for folder in (uploads(run), _beside(run, "partial")):
        shutil.rmtree(folder, ignore_errors=True)
    for path in (progress(run), stop_flag(run)):
        path.unlink(missing_ok=True)


def _beside(run: Any, ending: str) -> Path:
    folder: Path = run.folder
    return folder.with_name(f"{folder.name}.{ending}")

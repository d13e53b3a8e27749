"""Files that only their owner can read, written so that at any moment there is the old one or the new one, whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace_privately(path: Path, content: bytes) -> None:
    """Write a file (mode 0600) in the place of what was there; its directory has to be there.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    descriptor, birth = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(birth).replace(path)
    except BaseException:
        Path(birth).unlink(missing_ok=True)
        raise


def settle(directory: Path) -> None:
    """Make durable which files a directory holds.

    Raises:
        OSError: its file system cannot do that.
    """
    folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

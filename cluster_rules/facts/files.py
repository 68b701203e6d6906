"""Files of an application: only regular files inside its folder, and none beyond the limits of size."""

from __future__ import annotations

import re
from os.path import realpath
from pathlib import Path

from cluster_rules.errors import Place, RulesError
from cluster_rules.facts.texts import shown

MAX_BYTES = 20 * 1024 * 1024

_DRIVE = re.compile(r"[A-Za-z]:")


def inside(folder: Path, reference: str, place: Place | None) -> Path:
    """The path of `reference` below `folder`. Refuses `..`, absolute paths, and links that lead outside."""
    parts = reference.split("/")
    odd = "\\" in reference or "\0" in reference or _DRIVE.match(reference) or not reference.strip()
    if odd or reference.startswith(("/", "~")) or ".." in parts:
        raise RulesError.of("CR403", place, found=shown(reference))
    path = folder.joinpath(*parts)
    if not Path(realpath(path)).is_relative_to(realpath(folder)):
        raise RulesError.of("CR403", place, found=shown(reference))
    return path


def read_bytes(path: Path, place: Place | None = None) -> bytes:
    """The content of a regular file of at most 20 MiB."""
    if not path.is_file():
        raise RulesError.of("CR402", place or Place(str(path)), file=shown(path.name))
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RulesError.of("CR404", place or Place(str(path)), file=shown(path.name), limit=MAX_BYTES // 1024**2)
    return data

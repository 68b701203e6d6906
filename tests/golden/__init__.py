"""Texts that are reviewed as text. They change only when CLUSTER_RULES_UPDATE_GOLDEN is set."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def check(name, text):
    """`text` is what stands in the golden file `name`."""
    path = FOLDER / name
    if os.environ.get("CLUSTER_RULES_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), f"{name}: set CLUSTER_RULES_UPDATE_GOLDEN=1 to accept"

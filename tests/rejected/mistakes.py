"""What each mistake of `rulesets/edits.toml` is refused with, in both languages. `python -m tests.rejected.mistakes`
writes it anew. Review the difference.
"""

import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

from cluster_rules import RulesError, load

FOLDER = Path(__file__).with_name("rulesets")
BASE = FOLDER / "base"
EDITS = tomllib.loads((FOLDER / "edits.toml").read_text(encoding="utf-8"))


def refusal(name, folder):
    """The diagnostics for one mistake, as people read them: Chinese, a line of dashes, English."""
    diagnostics = found(EDITS[name], folder / "base")
    both = ("\n".join(d.render(locale) for d in diagnostics) for locale in ("zh", "en"))
    return "\n---\n".join(both).replace(f"{folder}/base/v1/", "") + "\n"


def found(edit, folder):
    """The diagnostics for one edit of a copy of the base."""
    shutil.copytree(BASE, folder)
    if "file" in edit:
        path = folder / "v1" / edit["file"]
        path.write_text(edited(path.read_text(encoding="utf-8"), edit), encoding="utf-8")
    try:
        rules = load("base", edition="v1", rulesets=[folder])
        if "set" in edit:
            rules.with_overrides(edit["set"])
    except RulesError as error:
        return error.diagnostics
    raise AssertionError("accepted")


def edited(text, edit):
    assert edit["old"] in text, edit
    return text.replace(edit["old"], edit["new"]) + edit.get("append", "")


def expected(name):
    return FOLDER / f"{name}.expected"


def main():
    for name in EDITS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                expected(name).write_text(refusal(name, Path(folder)), encoding="utf-8", newline="\n")
            except AssertionError as error:
                print(name, error, file=sys.stderr)


if __name__ == "__main__":
    main()

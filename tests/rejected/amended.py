"""What each amendment of `amendments/refused.toml` is refused with, in both languages. `python -m tests.rejected.amended`
writes it anew. Review the difference.
"""

import shutil
import tempfile
import tomllib
from pathlib import Path

from cluster_rules import RulesError
from cluster_rules.analysis.amend import amend
from cluster_rules.catalogue import measures
from tests.rejected.mistakes import BASE

FOLDER = Path(__file__).with_name("amendments")
REFUSED = tomllib.loads((FOLDER / "refused.toml").read_text(encoding="utf-8"))

SHIPPED = Path(measures()["nmg-advanced-manufacturing-cluster"].place.file).parent

HEAD = """\
amendment: 修订（虚构）
measure: base
amends: v1
edition: {id: v2, title: 测试用办法（虚构，修订）, status: draft, issued_on: unknown, effective_from: unknown}
changes:
"""


def written(entry, path):
    path.write_text(entry.get("file") or HEAD + entry["changes"].lstrip("\n"), encoding="utf-8")
    return path


def refusal(name, folder):
    """The diagnostics for one amendment, as people read them: Chinese, a line of dashes, English."""
    shutil.copytree(BASE, folder / "base")
    path = written(REFUSED[name], folder / "amendment.yaml")
    try:
        amend(path, rulesets=[folder / "base"])
    except RulesError as error:
        both = ("\n".join(d.render(locale) for d in error.diagnostics) for locale in ("zh", "en"))
        return (
            "\n---\n".join(both).replace(f"{folder}/base/", "").replace(f"{SHIPPED}/", "").replace(f"{folder}/", "")
            + "\n"
        )
    raise AssertionError(f"accepted: {name}")


def expected(name):
    return FOLDER / f"{name}.expected"


def main():
    for name in REFUSED:
        with tempfile.TemporaryDirectory() as folder:
            expected(name).write_text(refusal(name, Path(folder)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

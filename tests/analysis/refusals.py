"""Commands on panels that are refused. `refusals.toml` has the exact notes: `python -m tests.analysis.refusals` writes
them anew; review the difference."""

import os
import tempfile
import tomllib
from pathlib import Path

from click.testing import CliRunner

from cluster_rules.cli import application
from cluster_rules.testing.sample_panel import write_panel
from tests.analysis.small import write

FILE = Path(__file__).with_name("refusals.toml")
SWEEP = ("sweep", "panel", "--edition", "provisional")

#: Name → the command, in a folder with a panel of two, an empty folder, and one with an application under another measure.
CASES = {
    "no folder": ("sweep", "none", "--edition", "provisional", "--set", "5.2.5=200..300 亿元"),
    "no application": ("sweep", "empty", "--edition", "provisional", "--set", "5.2.5=200..300 亿元"),
    "another measure": (
        *("sweep", "other", "--measure", "nmg-advanced-manufacturing-cluster", "--edition", "provisional"),
        *("--set", "5.2.5=200..300 亿元"),
    ),
    "no such criterion": (*SWEEP, "--set", "5.2.9=1..2 家"),
    "two comparisons": (*SWEEP, "--set", "5.3.5=10..20 件", "--reading", "专利合计方式=各自达到"),
    "a judgement": (*SWEEP, "--set", "5.2.7=1..2"),
    "no such option": (*SWEEP, "--set", "5.3.4=1%..3%", "--reading", "平均研发投入强度=平均"),
    "a benchmark": (*SWEEP, "--set", "5.3.12=5%..8%"),
    "a comparison without an indicator": (*SWEEP, "--set", "5.3.11=1..5 人", "--reading", "一批=两人以上"),
    "a date": (
        "sweep",
        "panel",
        "--measure",
        "shapes",
        "--edition",
        "v1",
        "--rulesets",
        "rules",
        "--set",
        "1.8=2020..2021",
    ),
    "half a range": (*SWEEP, "--set", "5.2.5=200 亿元.."),
    "no unit": (*SWEEP, "--set", "5.2.5=200..300"),
    "another unit": (*SWEEP, "--set", "5.2.5=200..300 家"),
    "no number": (*SWEEP, "--set", "5.2.5=多..少"),
    "nothing moves": (*SWEEP, "--set", "5.2.5=400 亿元"),
    "no steps": (*SWEEP, "--set", "5.2.5=200..300 亿元", "--steps", "0"),
    "too many points": (
        *(*SWEEP, "--set", "5.2.5=200..300 亿元", "--set", "5.3.4=1%..3%", "--set", "5.3.7=10..30 家"),
        *("--steps", "40"),
    ),
    "a fault in a panel": ("sample", "new", "--panel", "2", "--fault", "standing"),
    "no such place": ("compare", "provisional", "provisional", "--panel", "panel", "--by", "地区"),
}


def prepare(folder):
    """The folders that the commands speak of, in `folder`."""
    write_panel(folder / "panel", 2)
    write(folder / "rules")
    (folder / "empty").mkdir()
    (folder / "other").mkdir()
    text = "measure: sme-size-classification\nsubject: 样例企业（虚构）\nfiling_date: 2025-03-20\n"
    (folder / "other" / "1.yaml").write_text(text, encoding="utf-8")


def note(name, locale):
    """What the command says on standard error; it runs in the folder that is current."""
    result = CliRunner().invoke(application, [*CASES[name], "--lang", locale])
    assert result.exit_code == 2, result.output
    return result.stderr


def recorded():
    """Name → language → note."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def main():
    with tempfile.TemporaryDirectory() as parent:
        prepare(Path(parent))
        os.chdir(parent)
        parts = []
        for name in CASES:
            texts = "\n".join(f"{locale} = '''\n{note(name, locale)}'''" for locale in ("zh", "en"))
            parts.append(f'["{name}"]\n{texts}\n')
    FILE.write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

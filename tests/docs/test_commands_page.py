"""The commands of docs/zh/commands.md give the output that stands there; `…` stands for whatever is left out."""

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from cluster_rules.cli import application

PAGE = Path(__file__).parents[2] / "docs" / "zh" / "commands.md"


def sessions():
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = session.partition("\n")
            yield shlex.split(command), output


def shows(page, found):
    """Whether the parts of `page` around each `…` stand in `found`, in order, the first and the last at its ends."""
    first, *rest = page.split("…")
    if not rest:
        return page == found
    at = len(first)
    for part in rest[:-1]:
        at = found.find(part, at) + len(part)
        if at < len(part):
            return False
    return found.startswith(first) and found.endswith(rest[-1]) and len(found) - len(rest[-1]) >= at


def test_every_command_does_what_the_page_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for (program, *arguments), output in sessions():
        assert program == "cluster-rules"
        found = CliRunner().invoke(application, arguments).output
        assert shows(output.strip("\n"), found.strip("\n")), f"{arguments}\n{found}"

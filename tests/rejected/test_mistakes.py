"""Every mistake in a ruleset is refused with the message beside it; every code of rulesets has its mistake."""

import re
import shutil
import tomllib

import pytest

from cluster_rules import RulesError, load
from cluster_rules.errors import catalogue
from tests.rejected.mistakes import BASE, EDITS, FOLDER, expected, refusal
from tests.repository.sources import PACKAGE

#: Codes that no edit of one ruleset shows, and where they are tested.
ELSEWHERE = {
    "CR231": "names that are taken are found before the compiler runs: CR167 and CR169",
    "CR244": "made by a program: the last test of this file",
    "CR247": "readings of a decision: tests/cli",
    "CR248": "readings of a decision: tests/cli",
    **{f"CR82{number}": "calendars: tests/procedure" for number in range(6)},
}


def codes():
    texts = ((PACKAGE / "messages" / name).read_text(encoding="utf-8") for name in ("rulesets.toml", "procedure.toml"))
    return {code for text in texts for code in tomllib.loads(text)}


def test_the_base_is_in_order():
    assert load("base", edition="v1", rulesets=[BASE]).ruleset.conditions


@pytest.mark.parametrize("name", EDITS)
def test_a_mistake_is_refused_with_the_message_beside_it(name, tmp_path):
    told = refusal(name, tmp_path)
    assert told == expected(name).read_text(encoding="utf-8")
    assert f": {name.partition('-')[0]} " in told


@pytest.mark.parametrize("name", EDITS)
def test_every_line_of_it_has_a_place(name):
    for line in expected(name).read_text(encoding="utf-8").splitlines():
        if re.search(r": CR\d{3} ", line):
            assert re.match(r"(\S+\.yaml|--set \S+):\d+:\d+: CR\d{3} ", line)


def test_every_code_has_a_mistake():
    shown = {name.partition("-")[0] for name in EDITS}
    assert codes() <= set(catalogue())
    assert sorted(codes() - shown - set(ELSEWHERE)) == []
    assert {path.stem for path in FOLDER.glob("*.expected")} == set(EDITS)


CHOICE = "  - {{name: 口径{0}, question: 哪一种？, default: 甲, why: 测试, options: [{{name: 甲}}, {{name: 乙}}]}}\n"
DEFINITION = "  - {{name: 量{0}, is: 负债率, readings: {{口径{0}: {{乙: {{is: 研发强度}}}}}}}}\n"


def test_a_criterion_on_too_many_choices_is_refused(tmp_path):
    folder = tmp_path / "base"
    shutil.copytree(BASE, folder)
    for name, line in (("ruleset.yaml", CHOICE), ("definitions.yaml", DEFINITION)):
        with (folder / "v1" / name).open("a", encoding="utf-8") as file:
            file.writelines(line.format(index) for index in range(11))
    criteria = folder / "v1" / "1.yaml"
    total = " + ".join(f"量{index}" for index in range(11))
    text = criteria.read_text(encoding="utf-8").replace("indicator: 负债率", f"indicator: {total}")
    criteria.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match=r"1\.yaml:14:5: CR244 条目“1\.3”"):
        load("base", edition="v1", rulesets=[folder])

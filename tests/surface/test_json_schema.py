"""The JSON Schemas accept what the reference shows and what is shipped, and refuse what the library refuses."""

import re
from pathlib import Path
from textwrap import indent

import pytest

from cluster_rules.compiler.schema import FILES, json_schema, json_schemas
from cluster_rules.compiler.shapes import read_model
from cluster_rules.errors import RulesError
from cluster_rules.language.yaml_source import YamlList, YamlMap, parse_yaml, read_text
from cluster_rules.language.yaml_troubles import Source
from tests.rejected.refusals import PAGES
from tests.surface.json_schema import is_valid
from tests.surface.measures import FILES as SMALL

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs/zh/ruleset-reference.md").read_text(encoding="utf-8")
SCHEMAS = json_schemas()

HEAD = 'condition: "1"\nversion: 1.0.0\ntitle: 甲\nprovision: 第一条\ncriteria:\n'
#: The heading of each block of the reference, and the kind of file it shows.
SHOWN = {
    "measure.yaml": "measure",
    "ruleset.yaml": "ruleset",
    "facts.yaml 事实字典": "facts",
    "definitions.yaml 定义": "definitions",
    "认定条件文件": "condition",
    "ledger.yaml": "ledger",
    "procedure.yaml 程序": "procedure",
    "日历文件": "calendar",
    "versions.yaml": "versions",
    "*.cases.yaml 用例": "cases",
    "修订文件": "amendment",
    "申报材料": "application",
}


def examples():
    """Each example of the reference as a whole file: its kind and its text."""
    for section in re.split(r"^##+ ", REFERENCE, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        for block in re.findall(r"```yaml\n(.*?)```", body, flags=re.DOTALL):
            if heading in SHOWN:
                yield SHOWN[heading], block
            else:
                yield from (("condition", HEAD + entries) for entries in ENTRIES[heading](block))


def decided(block):
    """A criterion for each way to decide; each starts with its number in a comment."""
    return [CRITERION + indent(part, "    ") for part in re.split(r"^(?=# \d )", block, flags=re.MULTILINE)[1:]]


CRITERION = '  - id: "1.1"\n    quote: 甲\n'
#: The headings under which parts of a condition's file are shown.
ENTRIES = {
    "判定方式（选一种）": decided,
    "组": lambda block: [block],
    "形状速查": lambda block: [indent(block, "  ")] if re.match(r"- \{?id:", block) else [],
    "口径": lambda block: [CRITERION + "    test: 甲 = true\n" + block],
}


def plain(node):
    """`node` as an editor sees it."""
    if isinstance(node, YamlMap):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, YamlList):
        return [plain(item) for item in node.items]
    known = {"true": True, "false": False, "": None}
    return node.text if node.quoted else known.get(node.text, node.text)


def accepts(kind, text, name):
    try:
        read_model(FILES[kind], parse_yaml(text, name), Source(name, text))
    except RulesError as error:
        return str(error)
    return True


def test_the_reference_shows_every_kind_of_file():
    assert {kind for kind, _ in examples()} == set(FILES)


@pytest.mark.parametrize(("kind", "text"), list(examples()))
def test_the_examples_of_the_reference_are_accepted(kind, text):
    assert accepts(kind, text, "example") is True
    assert is_valid(SCHEMAS[kind], plain(parse_yaml(text, "example")))


def kind_of(path):
    if path.name.endswith(".cases.yaml"):
        return "cases"
    return path.stem if path.stem in FILES else "condition"


SHIPPED = [path for path in (ROOT / "rulesets").rglob("*.yaml") if "sample" not in str(path)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_shipped_files_are_accepted(path):
    text = read_text(path)
    assert accepts(kind_of(path), text, str(path)) is True
    assert is_valid(SCHEMAS[kind_of(path)], plain(parse_yaml(text, str(path))))


@pytest.mark.parametrize("name", [name for name in SMALL if name.endswith(".yaml")])
def test_a_small_measure_is_accepted(name):
    assert is_valid(SCHEMAS[kind_of(Path(name))], plain(parse_yaml(SMALL[name], name)))


#: What a schema cannot say: comments, and what one key asks of the value of another.
BEYOND = {"condition-comment-in-expression", "ledger-reason"}


@pytest.mark.parametrize("path", [p for p in PAGES if not p.name.startswith("yaml-")], ids=lambda path: path.stem)
def test_the_schema_refuses_what_the_library_refuses(path):
    kind = path.name.partition("-")[0]
    node = parse_yaml(path.read_bytes(), path.name)
    assert is_valid(SCHEMAS[kind], plain(node)) == (path.stem in BEYOND)


def fields(schema):
    for owner in (schema, *schema.get("$defs", {}).values()):
        yield from owner.get("properties", {}).items()


@pytest.mark.parametrize("kind", FILES)
def test_every_field_has_a_chinese_title(kind):
    schema = json_schema(kind)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for name, field in fields(schema):
        field = {**schema.get("$defs", {}).get(field.get("$ref", "").rpartition("/")[2], {}), **field}
        assert re.search("[一-龥]", field.get("title", "")), name
    for owner in (schema, *schema.get("$defs", {}).values()):
        assert re.search("[一-龥]", owner["title"])

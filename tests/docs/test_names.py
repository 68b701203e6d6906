"""What the documentation names exists: public names, commands and options, error codes, files, links."""

import re
from importlib import import_module
from pathlib import Path

import click
import pytest

import cluster_rules
from cluster_rules.cli import application
from cluster_rules.errors import catalogue
from tests.docs.pages import PAGES, PROJECT, blocks, name_of, prose

INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def every(pattern, texts):
    return [found for text in texts for found in re.findall(pattern, text)]


def inline(page):
    return INLINE.findall(prose(page))


def resolves(dotted):
    """Whether a dotted name is a module or an attribute reached from one."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            value = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        return reaches(value, parts[end:])
    return False


def reaches(value, attributes):
    for attribute in attributes:
        fields = getattr(value, "__dataclass_fields__", {})
        if not hasattr(value, attribute):
            return attribute in fields
        value = getattr(value, attribute)
    return True


#: Groups of entry points: names that packages declare, and nothing to import.
GROUPS = {f"cluster_rules.{group}" for group in ("rulesets", "functions", "criteria", "languages", "backends")}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_dotted_names_resolve(page):
    names = every(r"\bcluster_rules(?:\.[A-Za-z_]\w*)+", inline(page))
    files = (".py", ".toml", ".typed", ".css")
    wanted = [name for name in names if name not in GROUPS and not name.endswith(files)]
    assert [name for name in wanted if not resolves(name)] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_attributes_of_public_classes_resolve(page):
    names = every(r"^([A-Z]\w+)\.(\w+)", inline(page))
    known = [(owner, name) for owner, name in names if owner in cluster_rules.__all__]
    assert [pair for pair in known if not reaches(getattr(cluster_rules, pair[0]), pair[1:])] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_and_their_options_exist(page):
    sessions = [block.text for block in blocks(page) if block.language in {"console", "sh"}]
    lines = every(r"cluster-rules +(?!\[|--)([a-z][^\n|&;`]*)", [*inline(page), *sessions])
    assert [problem for line in lines for problem in unknown(line)] == []


def unknown(line):
    """What a command line names that the command does not have."""
    context = click.Context(application)
    word, *rest = line.split()
    command = application.get_command(context, word)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        word, *rest = rest
        command = command.get_command(context, word)
    if command is None:
        return [word]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} | {
        "--help"
    }
    return [part for part in every(r"(?<!\S)\[?(--[a-z-]+)", [" ".join(rest)]) if part not in options]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_error_codes_exist(page):
    assert set(every(r"\bCR\d{3}\b", [page.read_text(encoding="utf-8")])) <= set(catalogue())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_of_the_project_exist(page):
    paths = every(r"^(?:cluster_rules|rulesets|docs|tests|\.ci)/[\w./-]+$", inline(page))
    assert [path for path in paths if not (PROJECT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    links = [link for link in LINK.findall(prose(page)) if not re.match(r"[a-z]+:", link)]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_everything_public_is_documented():
    text = "\n".join(Path(page).read_text(encoding="utf-8") for page in PAGES)
    missing = {name for name in cluster_rules.__all__ if not re.search(rf"\b{name}\b", text)}
    assert missing == set()

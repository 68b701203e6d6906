"""Files and trees of rulesets and applications, changed at random by a source of choices."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import yaml

from cluster_rules import RulesError
from cluster_rules.backends.scalar import prepare
from cluster_rules.compiler.compile import compile_ruleset
from cluster_rules.compiler.surface import load_surface
from cluster_rules.facts import bind, from_data
from tests.rejected.mistakes import BASE
from tests.repository.sources import PROJECT

SHIPPED = PROJECT / "rulesets"
EDITIONS = [BASE / "v1", SHIPPED / "sme-size-classification" / "2011-industry"]
WHOLE = [*EDITIONS, SHIPPED / "nmg-advanced-manufacturing-cluster" / "provisional"]
SHAPES = [BASE / "v1", *sorted(path.parent for path in PROJECT.glob("tests/accepted/*/v1/ruleset.yaml"))]

#: What takes the place of a token, or is put before it.
WORDS = [
    *("", " ", "null", "true", "年", "基准日", "数据年", "企业", "item", "?", "且", "或", "非", "not", "count", "有效"),
    *(
        ">=",
        "<",
        "≥",
        "＞＝",
        "=",
        "!=",
        "in",
        "..",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ",",
        "，",
        "：",
        ":",
        "-",
        "*",
        "**",
        "/",
    ),
    *(
        "0",
        "1",
        "-1",
        "3.14",
        "1e9999",
        "99999999999999999999",
        "３",
        "300",
        "%",
        "％",
        "亿元",
        "家",
        "件",
        "万元",
        "1/0",
    ),
    *('"', "'", "“", "\u200b", "\u202e", "\ufeff", "\x07", "\t", "\n", "# 注", "&a", "*a", "!!int", "|", ">", "---"),
    *("if", "then", "else", "some", "every", "satisfies", "for", "return", "sum", "mean", "__class__", '@"2025-02-30"'),
    *("by", "tiers", "when", "require", "indicator", "judgement", "any_of", "none_of", "at_least", "unless", "each"),
]
TOKEN = re.compile(r"[\w.]+|\s+|[^\w\s]")

#: An edition, the name of one of its files, and the new text of that file.
Change = tuple[Path, str, str]


def changed_ruleset(rng: Random) -> Change:
    """A small edition in most cases, the whole measure in some."""
    if rng.random() < 0.03:
        return rng.choice((changed, rewritten))(rng, WHOLE[-1:])
    return changed(rng, EDITIONS) if rng.random() < 0.5 else rewritten(rng, SHAPES)


def files(folder: Path) -> list[str]:
    return sorted(
        path.name for path in folder.glob("*.yaml") if path.name != "versions.yaml" and "cases" not in path.name
    )


def _file(rng: Random, folders: list[Path]) -> tuple[Path, str, str]:
    folder = rng.choice(folders)
    name = rng.choice(files(folder))
    return folder, name, (folder / name).read_text(encoding="utf-8")


def changed(rng: Random, folders: list[Path]) -> Change:
    """Something happens to the tokens or the lines of a file."""
    folder, name, text = _file(rng, folders)
    return folder, name, _changed(rng, text)


def _changed(rng: Random, text: str) -> str:
    for _ in range(rng.randint(1, 3)):
        text = rng.choice(KINDS)(rng, text)
    return text


def token_replaced(rng: Random, text: str) -> str:
    return _at_token(rng, text, lambda token: rng.choice(WORDS))


def token_put_in(rng: Random, text: str) -> str:
    return _at_token(rng, text, lambda token: rng.choice(WORDS) + token)


def tokens_swapped(rng: Random, text: str) -> str:
    tokens = TOKEN.findall(text) or [""]
    first, second = (rng.randrange(len(tokens)) for _ in range(2))
    tokens[first], tokens[second] = tokens[second], tokens[first]
    return "".join(tokens)


def token_of_elsewhere(rng: Random, text: str) -> str:
    tokens = TOKEN.findall(text) or [""]
    return _at_token(rng, text, lambda token: rng.choice(tokens))


def line_removed(rng: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    del lines[rng.randrange(len(lines))]
    return "".join(lines)


def line_doubled(rng: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    index = rng.randrange(len(lines))
    return "".join([*lines[: index + 1], *lines[index:]])


def value_of_another_line(rng: Random, text: str) -> str:
    """The value behind one colon takes the place of another."""
    lines = text.splitlines(keepends=True) or [""]
    first, second = (rng.randrange(len(lines)) for _ in range(2))
    key, colon, _ = lines[first].partition(": ")
    lines[first] = key + colon + lines[second].partition(": ")[2]
    return "".join(lines)


KINDS = [
    *(token_replaced, token_put_in, tokens_swapped, token_of_elsewhere),
    *(line_removed, line_doubled, value_of_another_line),
]


def rewritten(rng: Random, folders: list[Path]) -> Change:
    """The same, and still YAML: texts, keys and values are changed in the tree and written out again."""
    folder, name, text = _file(rng, folders)
    tree = yaml.load(text, yaml.BaseLoader)
    for _ in range(rng.randint(1, 3)):
        rng.choice([text_changed, text_changed, text_of_elsewhere, key_removed, key_renamed])(rng, tree)
    return folder, name, yaml.dump(tree, allow_unicode=True, sort_keys=False, default_style='"')


def spots(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in the tree: what holds it, and the key or index there."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from spots(tree[key])


def _texts(tree: Any) -> list[tuple[Any, Any]]:
    return [(holder, key) for holder, key in spots(tree) if isinstance(holder[key], str)] or [({"": ""}, "")]


def text_changed(rng: Random, tree: Any) -> None:
    holder, key = rng.choice(_texts(tree))
    holder[key] = rng.choice([token_replaced, token_put_in, tokens_swapped, token_of_elsewhere])(rng, holder[key])


def text_of_elsewhere(rng: Random, tree: Any) -> None:
    (holder, key), (other, there) = (rng.choice(_texts(tree)) for _ in range(2))
    holder[key] = other[there]


def key_removed(rng: Random, tree: Any) -> None:
    if found := [(holder, key) for holder, key in spots(tree) if isinstance(holder, dict)]:
        holder, key = rng.choice(found)
        del holder[key]


def key_renamed(rng: Random, tree: Any) -> None:
    if found := [(holder, key) for holder, key in spots(tree) if isinstance(holder, dict)]:
        (holder, key), (_, name) = (rng.choice(found) for _ in range(2))
        holder[name] = holder.pop(key)


def _at_token(rng: Random, text: str, change: Any) -> str:
    tokens = TOKEN.findall(text) or [""]
    index = rng.randrange(len(tokens))
    tokens[index] = change(tokens[index])
    return "".join(tokens)


def compiled(folder: Path, name: str, text: str) -> Any:
    """The ruleset with one file changed, which decides; or None: refused, each of the diagnostics at a place."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / folder.name
        shutil.copytree(folder, copy)
        (copy / name).write_text(text, encoding="utf-8")
        try:
            ruleset = compile_ruleset(load_surface(copy, measure_file=folder.parent / "measure.yaml"))
            prepare(ruleset)(bind(from_data({"filing_date": "2025-03-31"}), ruleset.dictionary), {})
            return ruleset
        except RulesError as error:
            _look_at(error)
            return None


def _look_at(error: RulesError) -> None:
    assert error.diagnostics
    for diagnostic in error.diagnostics:
        assert diagnostic.place is not None, diagnostic
        assert diagnostic.place.line, diagnostic
        assert diagnostic.render("zh")
        assert diagnostic.render("en")


#: What takes the place of bytes in a file of an application.
_BYTES = [
    b"",
    b",",
    b'"',
    b"\n",
    b"\r",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    "，".encode(),
    "亿元".encode("gb18030"),
    b"=1+1",
]


@contextmanager
def changed_application(rng: Random, folder: Path) -> Iterator[Path]:
    """A copy of the application in `folder`, one of its files changed, or lost."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "application"
        shutil.copytree(folder, copy)
        file = rng.choice(sorted(copy.iterdir()))
        chance = rng.random()
        if chance < 0.02:
            file.unlink()
        elif chance < 0.2:
            _bytes_changed(rng, file)
        else:
            file.write_text(_changed(rng, file.read_text(encoding="utf-8-sig")), encoding="utf-8", newline="")
        yield copy


def _bytes_changed(rng: Random, file: Path) -> None:
    content = file.read_bytes()
    at, cut = rng.randrange(len(content) + 1), rng.randrange(4)
    file.write_bytes(content[:at] + rng.choice(_BYTES) + content[at + cut :])

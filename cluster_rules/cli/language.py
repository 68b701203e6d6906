"""The language of the command: chosen before anything is said, for our words and for click's own."""

from __future__ import annotations

import gettext
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

from cluster_rules.errors import Locale

VARIABLE = "CLUSTER_RULES_LANG"
_DOMAIN = "cluster_rules"
#: What gettext calls our languages.
_GETTEXT_NAMES: Mapping[Locale, str] = {"zh": "zh_CN", "en": "en"}


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> Locale:
    """The language that `--lang` asks for, else the environment variable, else Chinese."""
    asked = environment.get(VARIABLE, "")
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if argument == "--":
            break
        if argument == "--lang":
            asked = following
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return "en" if asked.lower().startswith("en") else "zh"


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Click speaks `locale` inside."""
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    gettext.bindtextdomain(_DOMAIN, str(files("cluster_rules.cli").joinpath("locale")))
    gettext.textdomain(_DOMAIN)
    os.environ["LANGUAGE"] = _GETTEXT_NAMES[locale]
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


class Words:
    """What the command says. `words("decide.help")` is a text; keyword values fill its places."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._phrases = phrases

    def __call__(self, key: str, /, **values: object) -> str:
        return self._phrases[key].format(**values) if values else self._phrases[key]

    def keys(self) -> frozenset[str]:
        return frozenset(self._phrases)


@cache
def words(locale: Locale) -> Words:
    """The catalogue of `locale`."""
    text = files("cluster_rules.cli").joinpath(f"words_{locale}.toml").read_text(encoding="utf-8")
    return Words(dict(_flat("", tomllib.loads(text))))


def _flat(prefix: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flat(f"{prefix}{key}.", value)

"""The wording of explanations, apart from their logic: one catalogue per language, with equal keys."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from cluster_rules.errors import Locale

LOCALES: tuple[Locale, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class UnitWords:
    """How a unit is said: the number written is multiplied by `factor` and put into `one` or `many`."""

    one: str
    many: str
    factor: str = "1"


@dataclass(frozen=True, slots=True)
class Words:
    """A catalogue. `words("status.met")` is a phrase; keyword values fill its places.

    In Chinese no space follows a value that ends with a bracket, which is wide enough.
    """

    locale: Locale
    phrases: Mapping[str, str]
    units: Mapping[str, UnitWords]

    def __call__(self, key: str, /, **values: object) -> str:
        phrase = self.phrases[key]
        if self.locale == "zh":
            for name in (name for name, value in values.items() if str(value).endswith("）")):
                phrase = phrase.replace(f"{{{name}}} ", f"{{{name}}}")
        return phrase.format(**values)

    def has(self, key: str) -> bool:
        return key in self.phrases

    def join(self, items: Iterable[str]) -> str:
        """A list within a sentence."""
        return self.phrases["join.list"].join(items)

    def either(self, items: Iterable[str]) -> str:
        """Alternatives within a sentence."""
        *first, last = [*items] or [""]
        return self.phrases["join.either"].join([self.join(first), last]) if first else last

    def clauses(self, items: Iterable[str]) -> str:
        """Clauses of one sentence; empty ones are left out."""
        return self.phrases["join.clauses"].join(item for item in items if item)

    def day(self, day: date) -> str:
        month = self.phrases["date.months"].split()[day.month - 1]
        return self("date.day", year=day.year, month=month, day=day.day)


@cache
def words(locale: Locale, package: str = "") -> Words:
    """The catalogue of `locale`; that of another `package` adds its own phrases to those of explanations."""
    data = _read("cluster_rules.explain", locale)
    said = {symbol: UnitWords(*forms) for symbol, forms in data.pop("units", {}).items()}
    own = _flat(_read(package, locale)) if package else {}
    return Words(locale, {**_flat(data), **own}, said)


def _read(package: str, locale: Locale) -> dict[str, Any]:
    return tomllib.loads(files(package).joinpath(f"words_{locale}.toml").read_text(encoding="utf-8"))


def _flat(data: Mapping[str, Any]) -> Mapping[str, str]:
    return {f"{section}.{key}": phrase for section, phrases in data.items() for key, phrase in phrases.items()}

"""What keeps personal data out of a case file, which can never forget.

Two rules, each exact. No text anywhere holds the number of an identity card: eighteen characters with a possible date
of birth and the right check character (GB 11643), unless it is a unified social credit code. And where a register is
of persons (`person` in the fact dictionary), the field that tells them apart is a pseudonym: letters, digits, `-`, `_`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cluster_rules.errors import Diagnostic, RulesError, diagnostic
from cluster_rules.facts import uscc
from cluster_rules.model.dictionary import Dictionary
from cluster_rules.model.sheet import FactSheet
from cluster_rules.procedure.entries import Entry, Event, entry_data

_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
#: A letter at least, and no run of digits that could be the number of a person or a telephone.
_PSEUDONYM = re.compile(r"(?=.*[A-Za-z])(?!.*[0-9]{7})[A-Za-z0-9_-]{1,32}", re.ASCII)


def refuse_personal_data(event: Event) -> None:
    """Raises `RulesError` where a text of the event holds the number of an identity card."""
    data = entry_data(Entry(1, event, event.effective_on))
    for where, text in _texts(data, ""):
        if any(is_identity_number(found) for found in _NUMBER.findall(text)):
            raise RulesError.of("CR568", where=where)


def is_identity_number(text: str) -> bool:
    """Whether `text` can be the number of an identity card, and is no unified social credit code."""
    if not _NUMBER.fullmatch(text) or uscc.is_valid(text):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return _CHECKS[total % 11] == text[17].upper() and _is_birthday(text[6:14])


def _is_birthday(text: str) -> bool:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return 1880 <= born.year <= 2199


def _texts(data: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield where, key
            yield from _texts(value, f"{where}.{key}" if where else key)
    elif isinstance(data, list):
        for index, item in enumerate(data, 1):
            yield from _texts(item, f"{where}[{index}]")


def pseudonym_problems(sheet: FactSheet, dictionary: Dictionary) -> Iterator[Diagnostic]:
    """The cells that tell persons apart and are no pseudonyms."""
    for part in (sheet, *sheet.parts):
        for name, tables in part.registers.items():
            register = dictionary.registers.get(name)
            if register is None or not register.person:
                continue
            for row in (row for table in tables for row in table.rows):
                claim = row.cells.get(register.person)
                if claim is not None and claim.value is not None and not is_pseudonym(str(claim.value)):
                    yield diagnostic("CR569", claim.place, register=name, field=register.person)


def is_pseudonym(text: str) -> bool:
    """Whether `text` is a code that says nothing of the person."""
    return _PSEUDONYM.fullmatch(text.strip()) is not None

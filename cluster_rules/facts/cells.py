"""What one cell says: exact values in base units from text or typed Python values, and nothing guessed.

Accepted as people type it: full-width digits and signs, a unit of the declared dimension, surrounding blanks.
Everything else is refused with the reason and, where there is one, the spelling that is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from cluster_rules.facts import uscc
from cluster_rules.facts.texts import bare_code, closest, invisible, narrow, plain, shown, trim
from cluster_rules.model.dictionary import FactType
from cluster_rules.model.numbers import MAX_DIGITS, Number, exact, format_number, normal, parse_number
from cluster_rules.model.sheet import Raw
from cluster_rules.model.types import BooleanType, DateType, NumberType, TextType
from cluster_rules.model.units import UNITS, Unit, unit
from cluster_rules.model.values import Known

#: In small letters; TRUE and FALSE are what spreadsheets write.
TRUTH: Mapping[str, bool] = {"是": True, "true": True, "否": False, "false": False}
FOUND: Mapping[str, bool] = {**TRUTH, "符合": True, "不符合": False}
PENDING: Final = frozenset({"待定", "pending", "待判断"})
#: Said of an end date: there is none.
OPEN: Final = frozenset({"长期", "长期有效", "无固定期限"})

_NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\s*(\D\S*)?", re.ASCII)
_SEPARATED = re.compile(r"([+-]?[0-9]{1,3}(?:[,'_ ][0-9]{3})+(?:\.[0-9]+)?)\s*(\D\S*)?", re.ASCII)
_YEAR = re.compile(r"([0-9]{4})(?:\s*年度?)?", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_LIKE_DATE = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


class Refused(Exception):  # noqa: N818  # what happened to the value, not to the program
    """A value is not what its fact may be. The caller knows which fact it was, and where it stands."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def is_blank(raw: Raw) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def is_pending(raw: Raw, fact: FactType) -> bool:
    """Whether a person has yet to find this value."""
    return fact.judged and (is_blank(raw) or (isinstance(raw, str) and narrow(raw) in PENDING))


def read_cell(raw: Raw, fact: FactType, bare: Unit | None = None) -> Known:
    """The value of a cell that is not blank, in base units. `bare` is the unit of a number without one."""
    if isinstance(raw, str) and (code := invisible(raw)):
        raise Refused("CR420", what=shown(raw), code_point=code)
    if isinstance(raw, str) and narrow(raw) == "无" and not _allows_none(fact):
        raise Refused(_none_code(fact), found="无")
    return _READERS[type(fact.type)](raw, fact, bare or fact.unit or UNITS[""])


def _allows_none(fact: FactType) -> bool:
    """Whether 无 is an ordinary value: of a free text without a format, or a declared one."""
    if not isinstance(fact.type, TextType) or fact.format is not None:
        return False
    return fact.type.values is None or "无" in fact.type.values


def _none_code(fact: FactType) -> str:
    by_type = {NumberType: "CR455", BooleanType: "CR456", DateType: "CR457", TextType: "CR458"}
    return by_type[type(fact.type)]


def _number(raw: Raw, fact: FactType, bare: Unit) -> Known:
    if _is_year(fact) and (year := read_year(raw)) is not None:
        raw = year
    value = _parse_quantity(raw, bare) if isinstance(raw, str) else _typed_number(raw, bare)
    if fact.integral and not isinstance((fact.unit or UNITS[""]).from_base(value), int):
        raise Refused("CR444", found=shown(raw))
    _check_bounds(value, fact, raw)
    return value


def _is_year(fact: FactType) -> bool:
    """Whether the fact is a calendar year, which people write as 2024年 too: all its values are years."""
    return fact.integral and all(isinstance(b, int) and 1900 <= b <= 2999 for b in (fact.low, fact.high))


def _typed_number(raw: Raw, bare: Unit) -> Number:
    if isinstance(raw, bool):
        raise Refused("CR438", found=raw)
    if isinstance(raw, float) or (isinstance(raw, Decimal) and not raw.is_finite()):
        finite = isinstance(raw, float) and raw - raw == 0
        raise Refused("CR437" if finite else "CR439", found=shown(raw))
    value = exact(raw)
    if value is None and isinstance(raw, Decimal):
        raise Refused("CR440", found=shown(raw), digits=MAX_DIGITS)
    if value is None:
        raise Refused("CR435", found=shown(raw))
    if max(abs(value.numerator), value.denominator) >= 10 ** (3 * MAX_DIGITS):
        raise Refused("CR440", found=shown(f"{value.numerator.bit_length()} bit"), digits=MAX_DIGITS)
    return bare.to_base(value)


def _parse_quantity(raw: str, bare: Unit) -> Number:
    text = narrow(raw)
    if _NOT_FINITE.fullmatch(text):
        raise Refused("CR439", found=shown(raw))
    if separated := _SEPARATED.fullmatch(text):
        digits = re.sub(r"[,'_ ]", "", separated.group(1))
        raise Refused("CR436", found=shown(raw), meant=digits + (separated.group(2) or ""))
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Refused("CR435", found=shown(raw))
    number = parse_number(match.group(1))
    if number is None:
        raise Refused("CR440", found=shown(raw), digits=MAX_DIGITS)
    return _written_unit(match.group(2), bare).to_base(number)


def _written_unit(symbol: str | None, bare: Unit) -> Unit:
    if symbol is None:
        return bare
    written = unit(symbol.strip())
    if written is None:
        raise Refused("CR441", found=shown(symbol), usable=_usable(bare))
    if written.dimension != bare.dimension:
        raise Refused("CR442", found=shown(symbol), declared=bare.symbol or "—", usable=_usable(bare))
    return written


def _usable(bare: Unit) -> str:
    return "、".join(u.symbol for u in UNITS.values() if u.dimension == bare.dimension and u.symbol) or "—"


def _check_bounds(value: Number, fact: FactType, raw: Raw) -> None:
    shown_in = fact.unit or UNITS[""]
    for bound, code, outside in ((fact.low, "CR443", _less), (fact.high, "CR447", _more)):
        if isinstance(bound, int | Fraction) and outside(value, bound):
            raise Refused(code, found=shown(raw), bound=shown_in.format(bound))


def _less(value: Number, bound: Number) -> bool:
    return value < bound


def _more(value: Number, bound: Number) -> bool:
    return value > bound


def _text(raw: Raw, fact: FactType, _: Unit) -> Known:
    if not isinstance(raw, str):
        raise Refused("CR452", found=shown(raw))
    if fact.format == "uscc":
        return _social_credit_code(raw)
    if fact.format == "code":
        return bare_code(raw)
    values = fact.type.values if isinstance(fact.type, TextType) else None
    if values is None:
        return trim(raw) if fact.informative else plain(raw)
    text = trim(raw)
    if text in values:
        return text
    folded = next((value for value in values if narrow(value) == narrow(text)), None)
    if folded is None:
        meant = closest(text, values)
        raise Refused("CR451", found=shown(raw), values="、".join(values), meant=meant or "、".join(values[:8]))
    return folded


def _social_credit_code(raw: str) -> str:
    code = narrow(raw).upper()
    if len(code) != uscc.LENGTH:
        raise Refused("CR453", found=shown(raw), length=len(code))
    if foreign := uscc.foreign_character(code):
        raise Refused("CR459", found=shown(raw), character=foreign, position=code.index(foreign) + 1)
    if not uscc.is_valid(code):
        raise Refused("CR454", found=shown(raw))
    return code


def _boolean(raw: Raw, fact: FactType, _: Unit) -> Known:
    if isinstance(raw, bool):
        return raw
    words = FOUND if fact.judged else TRUTH
    if isinstance(raw, str) and narrow(raw).lower() in words:
        return words[narrow(raw).lower()]
    raise Refused("CR465" if fact.judged else "CR446", found=shown(raw))


def _date(raw: Raw, fact: FactType, _: Unit) -> Known:
    day = read_date(raw)
    for bound, code in ((fact.low, "CR443"), (fact.high, "CR447")):
        if isinstance(bound, date) and (day < bound if code == "CR443" else day > bound):
            raise Refused(code, found=shown(raw), bound=bound.isoformat())
    return day


def read_date(raw: Raw) -> date:
    """The calendar day `raw`: a `date`, or text in the form YYYY-MM-DD."""
    if isinstance(raw, datetime):
        raise Refused("CR450", found=shown(raw))
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        raise Refused("CR448", found=shown(raw), meant="2026-01-31")
    match = _DATE.fullmatch(narrow(raw))
    if match is None:
        raise Refused("CR448", found=shown(raw), meant=_meant_date(narrow(raw)))
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise Refused("CR449", found=shown(raw)) from None


def _meant_date(text: str) -> str:
    match = _LIKE_DATE.fullmatch(text)
    return "{}-{:0>2}-{:0>2}".format(*match.groups()) if match else "2026-01-31"


def read_year(raw: Raw) -> int | None:
    """The calendar year `raw` (2024, 2024年, 2024年度), or None where it is none."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw if 1900 <= raw <= 2999 else None
    match = _YEAR.fullmatch(narrow(raw)) if isinstance(raw, str) else None
    return read_year(int(match.group(1))) if match else None


_READERS: Mapping[type, Callable[[Raw, FactType, Unit], Known]] = {
    NumberType: _number,
    TextType: _text,
    BooleanType: _boolean,
    DateType: _date,
}


def cautions(raw: Raw, value: Known, fact: FactType, bare: Unit) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What is odd about a readable number. It is used as it is, neither rounded nor rescaled."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return
    if bare.symbol in ("%", "‰") and 0 < value < bare.factor and not _has_unit(raw):
        meant = format_number(normal(Fraction(bare.from_base(value)) * 100))
        yield "CR471", {"found": shown(raw), "read": bare.format(value), "meant": f"{meant}{bare.symbol}"}
    step = fact.quantum
    if isinstance(step, int | Fraction) and value % step != 0:
        yield "CR472", {"found": shown(raw), "quantum": (fact.unit or bare).format(step)}


def _has_unit(raw: Raw) -> bool:
    return isinstance(raw, str) and not narrow(raw)[-1:].isdigit()

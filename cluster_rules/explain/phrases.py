"""Requirement, actual value and gap of one measurement, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cluster_rules.explain.figures import Direction, figure, is_number, readable_unit, shown
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Gap, Measurement
from cluster_rules.model.numbers import Number
from cluster_rules.model.units import PURE, Unit, unit
from cluster_rules.model.values import Partial, Value

#: Base units of what is measured; everything else is counted, and 不少于 is said of it rather than 不低于.
MEASURED = {
    *("元", "美元", "分", "日", "月", "岁", "小时", "学时"),
    *("米", "平方米", "立方米", "千克", "千克标准煤", "千瓦", "千瓦时"),
}


@dataclass(frozen=True, slots=True)
class Operands:
    """What a ratio is made of, in people's words; empty for other indicators."""

    numerator: str = ""
    denominator: str = ""
    is_mean: bool = False


NO_OPERANDS = Operands()


def requirement(words: Words, measurement: Measurement, against: str = "") -> str:
    """`不低于 2%`; `against` names what it is compared with, where that has a name."""
    threshold = shown(words, measurement.threshold, measurement.unit, bounds(measurement.actual))
    key = f"operator.{measurement.operator}"
    if against:
        named = f"{key}.named"
        text = words(f"threshold.{_standing(measurement.threshold)}", name=against, threshold=threshold)
        return words(named if words.has(named) else key, threshold=text)
    if isinstance(measurement.threshold, Partial) and words.has(f"{key}.open"):
        return words(f"{key}.open", threshold=threshold)
    return compared(words, measurement.operator, threshold, measurement.unit)


def compared(words: Words, operator: str, threshold: str, written: Unit | None) -> str:
    """`不低于 2%`, `不少于 20 家`."""
    of_counts = f"operator.{operator}.count"
    return words(
        of_counts if counted(written) and words.has(of_counts) else f"operator.{operator}", threshold=threshold
    )


def _standing(threshold: Value) -> str:
    """Whether what is compared with is known, missing altogether, or open between bounds."""
    if not isinstance(threshold, Partial):
        return "known"
    return "missing" if all(reason.kind in {"missing", "incomplete"} for reason in threshold.reasons) else "open"


def actual(words: Words, measurement: Measurement) -> str:
    """`≈1.973%`, or the bounds."""
    return shown(words, measurement.actual, measurement.unit, bounds(measurement.threshold))


def gap(words: Words, measurement: Measurement, operands: Operands = NO_OPERANDS) -> str:
    """What closes the gap, or how much room there is; empty where there is nothing to say."""
    found = measurement.gap
    if found is None:
        return ""
    if isinstance(found.amount, Partial):
        return _open_gap(words, measurement, found, found.amount, operands)
    if found.kind == "margin" and found.amount == 0:
        return words("gap.exactly")
    return _gap_of(words, measurement, found, found.amount, operands)


def _averaged(words: Words, measurement: Measurement, found: Gap, amount: Value, closing: str) -> str:
    """The shortfall of a mean, on average and in all."""
    average = _average(measurement, found, amount)
    if average is None or measurement.unit is None:
        return closing
    text = figure(words, average, _difference_unit(measurement.unit), direction="up")
    return words(f"gap.mean.{_side(measurement)}", average=text, gap=closing)


def _average(measurement: Measurement, found: Gap, amount: Value) -> Number | None:
    """How far the mean itself is from its threshold, at the end that `amount` belongs to."""
    value = measurement.actual
    if isinstance(value, Partial):
        ends = (value.low, value.high) if _side(measurement) == "above" else (value.high, value.low)
        is_worst = isinstance(found.amount, Partial) and amount == found.amount.high
        value = ends[0 if is_worst else 1]  # type: ignore[assignment]
    if not is_number(value) or not is_number(measurement.threshold):
        return None
    return max(measurement.threshold - value, value - measurement.threshold)


def _open_gap(words: Words, measurement: Measurement, found: Gap, amount: Partial, operands: Operands) -> str:
    """The gap while something is missing: at best and at worst."""
    if not is_number(amount.high) or found.kind == "margin":
        return ""
    worst = _gap_of(words, measurement, found, amount.high, operands)
    if is_number(amount.low) and amount.low > 0:
        return words("gap.between", low=_gap_of(words, measurement, found, amount.low, operands), high=worst)
    return words("gap.worst", gap=worst)


def _gap_of(words: Words, measurement: Measurement, found: Gap, amount: Value, operands: Operands) -> str:
    basis = _basis(found, operands)
    if found.kind == "margin" and counted(found.unit) and is_number(amount):
        amount = math.floor(amount)
        if not amount:
            return words("gap.slight", one=figure(words, 1, found.unit))
    closing = words(
        f"gap.{found.kind}.{basis}.{_side(measurement)}",
        amount=_amount(words, amount, found),
        numerator=operands.numerator,
        denominator=operands.denominator,
    )
    if basis == "mean" and found.kind == "shortfall":
        return _averaged(words, measurement, found, amount, closing)
    return closing


def _side(measurement: Measurement) -> str:
    return "below" if measurement.operator in {"<", "<="} else "above"


def _basis(found: Gap, operands: Operands) -> str:
    """What the wording says has to change."""
    if found.basis == "numerator" and operands.is_mean:
        return "mean"
    if found.basis == "numerator" and operands.numerator:
        return "numerator"
    if found.basis in {"members", "each"}:
        return found.basis
    return "count" if counted(found.unit) else "value"


def _amount(words: Words, amount: Value, found: Gap) -> str:
    """The gap's size; what has to be found is rounded up."""
    direction: Direction = "up" if found.kind == "shortfall" else "nearest"
    if is_number(amount):
        unit = readable_unit(_difference_unit(found.unit), amount)
        return figure(words, max(amount, -amount), unit, (0,), direction)
    return shown(words, amount, found.unit)


def _difference_unit(written: Unit) -> Unit:
    """A difference between percentages is in percentage points."""
    return (unit("个百分点") or written) if written.symbol == "%" else written


def bounds(value: Value) -> tuple[Number, ...]:
    """The numbers that a figure shown beside `value` must not be rounded across."""
    ends = (value.low, value.high) if isinstance(value, Partial) else (value,)
    return tuple(end for end in ends if is_number(end))


def counted(written: Unit | None) -> bool:
    """Whether people count in the unit, rather than measure."""
    if written is None or written.dimension == PURE or len(written.dimension) != 1:
        return False
    return written.dimension[0][0] not in MEASURED

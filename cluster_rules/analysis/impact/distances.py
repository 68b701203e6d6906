"""How far an indicator is from its threshold, as a share of the threshold. Exact; positive on the side that is met."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from typing import TypeAlias

from cluster_rules.explain.figures import is_number
from cluster_rules.model.decision import Finding, Measurement
from cluster_rules.model.numbers import Number, divide, magnitude
from cluster_rules.model.values import Partial
from cluster_rules.semantics.bounds import End, ends

#: Where one band of distances ends and the next begins, in shares of the threshold; the end belongs to the nearer band.
EDGES = (Fraction(1, 20), Fraction(1, 10), Fraction(1, 5), Fraction(1, 2))

#: A band: 0 exactly at the threshold, ±1 up to the first edge, ±2 up to the second …; None where it is not known which.
Band: TypeAlias = int | None

BANDS: tuple[int, ...] = tuple(range(-len(EDGES) - 1, len(EDGES) + 2))


def measured(finding: Finding) -> Measurement | None:
    """The one comparison with a known number that a finding rests on; None where it rests on anything else."""
    if len(finding.measurements) != 1 or finding.kind == "document":
        return None
    found = finding.measurements[0]
    return found if is_number(found.threshold) and found.operator not in {"=", "!="} else None


def relative(measurement: Measurement) -> tuple[End, End] | None:
    """The least and greatest distance as a share of the threshold; None for a threshold of zero or an undefined value."""
    threshold, actual = measurement.threshold, measurement.actual
    if not is_number(threshold) or threshold == 0 or (isinstance(actual, Partial) and actual.undefined):
        return None
    low, high = (None if end is None else divide(end - threshold, magnitude(threshold)) for end in ends(actual))
    if measurement.operator not in {"<", "<="}:
        return low, high
    return (None if high is None else -high), (None if low is None else -low)


def band(measurement: Measurement) -> Band:
    """The band of the distance; None where its ends lie in different bands."""
    found = relative(measurement)
    if found is None or None in found:
        return None
    low, high = (_band(end) for end in found)
    return low if low == high else None


def _band(distance: Number) -> int:
    size = 0 if distance == 0 else 1 + bisect_left(EDGES, Fraction(magnitude(distance)))
    return size if distance > 0 else -size

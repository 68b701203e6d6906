"""Two editions compared by meaning: criterion by criterion, stricter or looser, with the values that show it."""

from cluster_rules.analysis.compare.comparing import compare
from cluster_rules.analysis.compare.comparison import (
    Change,
    Comparison,
    CriterionChange,
    NamedChange,
    Requirement,
    Stretch,
    TextChange,
)

__all__ = [
    "Change",
    "Comparison",
    "CriterionChange",
    "NamedChange",
    "Requirement",
    "Stretch",
    "TextChange",
    "compare",
]

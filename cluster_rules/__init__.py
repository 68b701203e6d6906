"""Rules as code for recognition measures (认定办法): rulesets in YAML, explained pre-assessments out."""

from cluster_rules.engine import Decision, FactSheet, Rules, load
from cluster_rules.errors import Diagnostic, RulesError
from cluster_rules.language import format_expression
from cluster_rules.language.formula import Evaluation, evaluate_expression

__version__ = "0.1.0"

__all__ = [
    "Decision",
    "Diagnostic",
    "Evaluation",
    "FactSheet",
    "Rules",
    "RulesError",
    "__version__",
    "evaluate_expression",
    "format_expression",
    "load",
]

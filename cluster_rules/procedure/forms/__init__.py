"""The documents of each role, made from a case file: what the applicant, the bureau, the experts and the department fill in.

Each says what is on record and leaves blank what a person has to write; where the measure is silent, that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cluster_rules.explain.document import Document
from cluster_rules.procedure.forms.checks import cross_checks
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.experts import blank_sheets, merged_sheets
from cluster_rules.procedure.forms.gaps import gap_list
from cluster_rules.procedure.forms.preliminary import preliminary_review
from cluster_rules.procedure.forms.publicity import due_table, objection_log, publicity_notice
from cluster_rules.procedure.forms.recommendation import recommendation
from cluster_rules.procedure.forms.self_check import self_check
from cluster_rules.procedure.forms.verification import verification_list
from cluster_rules.procedure.forms.yearly import yearly_comparison

__all__ = ["FORMS", "NEED_FACTS", "Desk"]

#: The kinds of document in the order of the procedure → how each is made.
FORMS: Mapping[str, Callable[[Desk], Document]] = {
    "self-check": self_check,
    "gaps": gap_list,
    "preliminary": preliminary_review,
    "cross-checks": cross_checks,
    "on-site": verification_list,
    "recommendation": recommendation,
    "expert-sheets": blank_sheets,
    "expert-merge": merged_sheets,
    "publicity": publicity_notice,
    "objections": objection_log,
    "yearly": yearly_comparison,
    "due": due_table,
}

#: Those that say nothing without facts.
NEED_FACTS = frozenset(FORMS) - {"publicity", "objections", "yearly", "due"}

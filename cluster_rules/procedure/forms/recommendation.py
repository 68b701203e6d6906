"""推荐汇总表: one row for the cluster, with the figure of every numeric criterion."""

from __future__ import annotations

from cluster_rules.explain.document import Document, Table
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.figures import actual_text, value_text

#: The fact that names the core area, where the dictionary of the measure has one.
CORE_AREA = "核心区盟市"


def recommendation(desk: Desk) -> Document:
    """The figures as they stand on the day of the paper."""
    say, material = desk.say, desk.material
    numeric = [one for one in desk.criteria if one.kind == "number" and material.findings[one.id].role == "condition"]
    names = (say(f"column.{name}") for name in ("number", "cluster", "core_area", "applicant"))
    header = (*names, *map(desk.name, numeric), say("column.conclusion"))
    core = material.facts.facts.get(CORE_AREA)
    row = (
        "1",
        desk.state.case.subject,
        value_text(material, say, CORE_AREA, core) if isinstance(core, str) else say("table.blank"),
        material.facts.subject.applicant or say("table.blank"),
        *(actual_text(say, material.findings[criterion.id]) for criterion in numeric),
        say(f"verdict.{desk.decision.verdict or 'withheld'}"),
    )
    return desk.document("recommendation", (desk.caution(), Table(header, (row,))))

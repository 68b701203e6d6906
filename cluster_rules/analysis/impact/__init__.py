"""A panel of applications under two editions: who is met or not any more, on which clause, and what decides it."""

from cluster_rules.analysis.impact.binding import Binding
from cluster_rules.analysis.impact.document import impact_document, impact_parts
from cluster_rules.analysis.impact.impacting import Effect, Impact, Standing, impact, transition
from cluster_rules.analysis.impact.record import impact_record

__all__ = [
    "Binding",
    "Effect",
    "Impact",
    "Standing",
    "impact",
    "impact_document",
    "impact_parts",
    "impact_record",
    "transition",
]

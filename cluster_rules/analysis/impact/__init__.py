"""A panel of applications under two editions: who is met or not any more, on which clause, and what decides it."""

from cluster_rules.analysis.impact.binding import Binding
from cluster_rules.analysis.impact.impacting import Effect, Impact, Standing, impact, transition

__all__ = ["Binding", "Effect", "Impact", "Standing", "impact", "transition"]

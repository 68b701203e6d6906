"""Thresholds moved over a range, for every application of a panel: worked out from margins, scenario by scenario none.

A margin is the status of one criterion on one subject as a function of its threshold: it changes at the ends of the
indicator's exact value and nowhere else. Verdicts along a line of thresholds follow through the groups of the ruleset.
"""

from cluster_rules.analysis.sweep.document import sweep_document
from cluster_rules.analysis.sweep.margins import prober
from cluster_rules.analysis.sweep.pieces import Pieces
from cluster_rules.analysis.sweep.record import sweep_record
from cluster_rules.analysis.sweep.sweeping import Point, Sweep, Turn, sweep
from cluster_rules.analysis.sweep.thresholds import Threshold

__all__ = ["Pieces", "Point", "Sweep", "Threshold", "Turn", "prober", "sweep", "sweep_document", "sweep_record"]

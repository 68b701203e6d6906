"""The procedure of a measure at work: the case file of one application, its clocks, and where it stands."""

from cluster_rules.procedure.calendar_file import load_calendar
from cluster_rules.procedure.casefile import CaseFile
from cluster_rules.procedure.entries import Document, Entry, Event, Receipt
from cluster_rules.procedure.folding import CaseState, Objection, fold, known_on
from cluster_rules.procedure.positions import Due, Position, due, positions
from cluster_rules.procedure.proceeding import Proceeding
from cluster_rules.procedure.terms import Term, term
from cluster_rules.procedure.workdays import Calendar

__all__ = [
    "Calendar",
    "CaseFile",
    "CaseState",
    "Document",
    "Due",
    "Entry",
    "Event",
    "Objection",
    "Position",
    "Proceeding",
    "Receipt",
    "Term",
    "due",
    "fold",
    "known_on",
    "load_calendar",
    "positions",
    "term",
]

"""A kind of criterion: `count_between: {of: 企业, low: 3 家, high: 10 家}`, both ends included."""

from cluster_rules.plugins import Built, comparands, comparison, counted, joined, scalar_in, unit_of


def count_between(state, draft, scope):
    """The two comparisons, joined by `and`; None where one of the expressions was refused."""
    _, written = draft.entry.extension
    count = counted(state, written.entries["of"], scope)
    low, high = (scalar_in(state, written.entries[key], scope) for key in ("low", "high"))
    if count is None or low is None or high is None:
        return None
    met = joined("and", comparison(">=", count, low), comparison("<=", count, high))
    return Built("number", met, comparands(met, unit_of(low), ""), f"{low.text} 至 {high.text}")

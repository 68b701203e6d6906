"""FEEL: what an expression means by itself, without a fact dictionary. Missing is null here, with a diagnostic.

In a ruleset the same expression means the set of its results over all completions of what is missing
(`cluster_rules.semantics`). Both share numbers, operators and the order of values.
"""

"""How good the cases of a ruleset are: which small mistakes in it they let live."""

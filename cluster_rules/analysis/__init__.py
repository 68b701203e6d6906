"""Work on rulesets as a whole: what differs between two of them, to whom, and what can be proved. It decides nothing."""

"""What things are: values and units, citations, facts, expressions, rulesets, decisions. Data only."""

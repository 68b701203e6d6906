"""What a ruleset means: truth, bounds, verdicts. A backend that disagrees with this package is wrong, however fast."""

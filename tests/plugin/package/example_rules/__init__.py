"""What this package adds to cluster-rules. The measure in `rulesets` is invented."""

from pathlib import Path

#: The folder with the measures.
RULESETS = Path(__file__).with_name("rulesets")

"""`python -m cluster_rules.cli`: the command without an installed script."""

from cluster_rules.cli import main

main()

"""`python -m cluster_rules`: the command, where its script is not on PATH."""

from cluster_rules.cli import main

main()

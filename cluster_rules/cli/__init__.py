"""The command cluster-rules."""

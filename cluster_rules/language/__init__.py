"""Expression text to tree and back: the FEEL profile."""

"""Machine-checked proofs about rulesets, with witnesses; the solver behind them is optional (extra `solve`)."""

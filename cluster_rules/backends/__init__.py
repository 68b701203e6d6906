"""Engines that give a compiled ruleset its findings."""

"""Hypothesis draws the same examples in every run; CLUSTER_RULES_PROOF_SEED asks for others."""

import os

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True)
if not os.environ.get("CLUSTER_RULES_PROOF_SEED"):
    settings.load_profile("repeatable")

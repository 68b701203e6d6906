"""Amendments as files: applied to an edition they give the next one, with everything else byte for byte as it was."""

from cluster_rules.analysis.amend.amended import Amended, amend
from cluster_rules.analysis.amend.amendment import is_amendment

__all__ = ["Amended", "amend", "is_amendment"]

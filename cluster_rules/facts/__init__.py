"""Facts in: claims from folders, files and mappings, and what they come to under a fact dictionary."""

from cluster_rules.facts.binding import bind
from cluster_rules.facts.reader import from_data, from_yaml_node, read_sheet

__all__ = ["bind", "from_data", "from_yaml_node", "read_sheet"]

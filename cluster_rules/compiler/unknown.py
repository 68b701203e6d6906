"""The refusal of a name that nothing declares, with the one that is meant."""

from __future__ import annotations

from cluster_rules.compiler.scope import Scope
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.typing import refuse
from cluster_rules.language.characters import apart
from cluster_rules.model import expressions as tree

#: What a table says for yes and no is said otherwise in an expression.
_TRUTH_WORDS = {"是": "true", "否": "false"}


def unknown_name(node: tree.Name, scope: Scope) -> Exception:
    """The refusal of a name that nothing declares; a name with 且 or 或 inside may be two."""
    visible = set(scope.visible())
    for word in ("且", "或"):
        left, found, right = node.name.partition(word)
        if found and left in visible and (right in visible or not right):
            return refuse("CR214", node, name=node.name, left=left, word=word, right=right)
    close = _TRUTH_WORDS.get(node.name) or closest(node.name, visible)
    return refuse("CR201", node, name=node.name, close=close, apart=apart(node.name, close))

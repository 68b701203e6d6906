"""A ruleset's groups as a network of two-sided joints, for engines that chain truths. No quantity is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from cluster_rules.model.decision import Status
from cluster_rules.model.ruleset import Condition, Criterion, CriterionTree, Group, Ruleset

JointKind = Literal["and", "or", "not", "verdict"]


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes have a status. A joint `k` gives node `p` the status that follows from nodes `l` and `r`.

    INVARIANT: `l` and `r` differ, except in a `not`, which has `l` alone.
    """

    joints: tuple[Mapping[str, str], ...]
    #: Nodes whose status is fixed: what a group of nothing is.
    constants: Mapping[str, Status]
    #: Criterion id → node, and condition or group id → node.
    criteria: Mapping[str, str]
    groups: Mapping[str, str]


def network_of(ruleset: Ruleset) -> Network:
    """The network of `ruleset`; its last joint is the verdict, with standing on the left."""
    builder = _Builder()
    standing = [builder.condition(condition) for condition in ruleset.conditions if condition.standing]
    required = [builder.condition(condition) for condition in ruleset.conditions if not condition.standing]
    builder.joint("verdict", builder.fold("and", standing), builder.fold("and", required))
    return Network(tuple(builder.joints), builder.constants, builder.criteria, builder.groups)


@dataclass(slots=True)
class _Builder:
    joints: list[Mapping[str, str]] = field(default_factory=list)
    constants: dict[str, Status] = field(default_factory=dict)
    criteria: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    def condition(self, condition: Condition) -> str:
        return self._named(condition.id, self.fold("and", self._required(condition.children)))

    def joint(self, kind: JointKind, left: str, right: str = "") -> str:
        parent = f"j{len(self.joints)}"
        self.joints.append({"k": kind, "l": left, "r": right, "p": parent})
        return parent

    def constant(self, status: Status) -> str:
        """A node of its own: two uses of one status are two nodes."""
        node = f"k{len(self.constants)}"
        self.constants[node] = status
        return node

    def fold(self, kind: Literal["and", "or"], nodes: Iterable[str]) -> str:
        """All nodes joined; of none, what changes nothing."""
        first, *rest = list(nodes) or [self.constant("met" if kind == "and" else "not_met")]
        for node in rest:
            first = self.joint(kind, first, node)
        return first

    def _required(self, children: tuple[CriterionTree, ...]) -> list[str]:
        """The nodes of the children that count; soft norms get a node and do not count."""
        nodes = [(self._tree(child), child.force) for child in children]
        return [node for node, force in nodes if force == "shall"]

    def _tree(self, tree: CriterionTree) -> str:
        if isinstance(tree, Criterion):
            return self.criteria.setdefault(tree.id, f"c{len(self.criteria)}")
        return self._named(tree.id, self._group(tree, self._required(tree.children)))

    def _group(self, group: Group, nodes: list[str]) -> str:
        if group.kind == "all_of":
            return self.fold("and", nodes)
        if group.kind == "any_of":
            return self.fold("or", nodes)
        if group.kind == "at_least":
            return self._at_least(nodes, group.count)
        return self.joint("not", self.fold("or", nodes))

    def _at_least(self, nodes: list[str], count: int) -> str:
        """Row by row: `reached[k]` says that k of the nodes so far are met, without counting anything."""
        reached = [self.constant("met"), *(self.constant("not_met") for _ in range(count))]
        for node in nodes:
            more = [self.joint("and", before, node) for before in reached[:-1]]
            reached[1:] = [self.joint("or", old, new) for old, new in zip(reached[1:], more, strict=True)]
        return reached[count]

    def _named(self, identity: str, node: str) -> str:
        self.groups[identity] = node
        return node

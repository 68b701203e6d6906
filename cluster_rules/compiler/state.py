"""What the passes of the compiler hand on: the surface, what has been made of it so far, and every refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cluster_rules.compiler.lowering import BrokenDefinitionError, CyclicDefinitionError, OverlargeError, bounded
from cluster_rules.compiler.scope import Definition, Expansions, Scope, World
from cluster_rules.compiler.sizes import Sizes
from cluster_rules.compiler.surface import Surface
from cluster_rules.errors import Diagnostic, Place, RulesError, diagnostic
from cluster_rules.language import diagnose, parse, parse_test
from cluster_rules.language.places import ExpressionError
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary
from cluster_rules.model.expressions import Node
from cluster_rules.model.limits import DEFAULT_LIMITS
from cluster_rules.model.procedure import Procedure
from cluster_rules.model.ruleset import Choice, Condition, LedgerEntry

T = TypeVar("T")


@dataclass(slots=True)
class Compilation:
    """One ruleset on its way. `overrides` are what-if requirements by criterion id."""

    surface: Surface
    overrides: Mapping[str, YamlText] = field(default_factory=dict)
    #: The text binding is waived: a draft, or asked for.
    unbound: bool = False
    #: Kinds of criteria that plugins add: key → builder.
    plugins: Mapping[str, Any] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    dictionary: Dictionary = field(default_factory=lambda: Dictionary({}, {}))
    definitions: dict[tuple[str, str], Definition] = field(default_factory=dict)
    choices: dict[str, Choice] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    procedure: Procedure | None = None
    #: Facts, fields and definitions that some rule reads: (register or "", name).
    touched: set[tuple[str, str]] = field(default_factory=set)
    #: (choice, option) pairs that some criterion or definition gives a content.
    given_options: set[tuple[str, str]] = field(default_factory=set)
    used_choices: set[str] = field(default_factory=set)
    broken: set[tuple[str, str]] = field(default_factory=set)
    expansions: Expansions = field(default_factory=dict)
    #: What has been read: a text is lowered under every combination of readings, and read once.
    trees: dict[tuple[bool, str, Place], Node] = field(default_factory=dict)
    sizes: Sizes = field(default_factory=dict)

    def report(self, code: str, place: Place | None, **values: object) -> None:
        """Note a refusal and go on; the line that it is about is shown."""
        source = self.surface.sources.get(place.file) if place else None
        if source is None or place is None or not place.line:
            self.diagnostics.append(diagnostic(code, place, **values))  # type: ignore[arg-type]
        else:
            self.diagnostics.append(source.diagnose(code, place, values))

    def scope(self, options: Mapping[str, str]) -> Scope:
        """The outermost scope under `options`."""
        return Scope(
            World(
                self.dictionary,
                self.definitions,
                options,
                touched=self.touched,
                expansions=self.expansions,
                sizes=self.sizes,
                broken=self.broken,
            )
        )

    def tree(self, text: YamlText) -> Node | None:
        """The tree of an expression; None, and a diagnostic, where it cannot be read."""
        return self._read(text, parse, is_test=False)

    def test_tree(self, text: YamlText) -> Node | None:
        """The tree of a test such as `≥ 300 亿元`."""
        return self._read(text, parse_test, is_test=True)

    def _read(self, text: YamlText, read: Callable[..., Node], *, is_test: bool) -> Node | None:
        key = (is_test, text.text, text.origin)
        if key not in self.trees:
            node = self.attempt(text, lambda: read(text.text, origin=text.origin))
            if node is None:
                return None
            self.trees[key] = node
        return self.trees[key]

    def with_tree(self, text: YamlText, action: Callable[[Node], T]) -> T | None:
        """What `action` makes of the tree of an expression."""
        node = self.tree(text)
        return None if node is None else self.attempt(text, lambda: action(node))

    def with_test(self, text: YamlText, action: Callable[[Node], T]) -> T | None:
        """What `action` makes of the tree of a test."""
        node = self.test_tree(text)
        return None if node is None else self.attempt(text, lambda: action(node))

    def attempt(self, text: YamlText, action: Callable[[], T]) -> T | None:
        """The result of `action`, which works on the expression in `text`; None where it was refused."""
        try:
            result = action()
            return bounded(result, text.text, self.sizes) if isinstance(result, ir.Formula) else result
        except ExpressionError as error:
            found = diagnose(text.text, text.origin, error.span, error.code, error.values, also=error.also)
            self.diagnostics.append(found.at(text.place_at(error.span.start)))
        except CyclicDefinitionError as error:
            self.report("CR209", text.place, cycle=error)
        except OverlargeError as large:
            limits = {"limit": DEFAULT_LIMITS.expanded, "levels": DEFAULT_LIMITS.expanded_depth}
            self.report("CR381", text.place, name=large, **limits)
        except BrokenDefinitionError:
            pass
        except RulesError as error:
            self.diagnostics.extend(error.diagnostics)
        return None

"""Names and ids that are used twice in one edition. What names mean is the compiler's business."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cluster_rules.errors import Diagnostic, Place

if TYPE_CHECKING:
    from cluster_rules.compiler.surface import Surface

#: Facts and registers that every dictionary has.
BUILT_IN_FACTS = ("申报日期", "基准日", "数据年")
BUILT_IN_REGISTERS = ("佐证材料", "专家判断")


def name_problems(surface: Surface) -> list[Diagnostic]:
    """A diagnostic for each name that is taken or built in, and for each id that is taken, in order of place."""
    found = [*_repeated(_names(surface), "CR167", surface), *_repeated(_ids(surface), "CR168", surface)]
    found += _repeated(_derived(surface), "CR167", surface)
    found += [
        surface.sources[place.file].diagnose("CR169", place, {"name": name}, width=len(name))
        for name, place in _names(surface)
        if _narrow(name) in (*BUILT_IN_FACTS, *BUILT_IN_REGISTERS)
    ]
    return sorted(found, key=lambda problem: problem.place or Place(""))


def _names(surface: Surface) -> Iterator[tuple[str, Place]]:
    """Everything that an expression may name at its top."""
    for kind in ("facts", "registers"):
        for name in getattr(surface.facts, kind):
            yield name, surface.facts.key_place(kind, name)
    for file in surface.definitions.values():
        yield from ((entry.name.text, entry.name.place) for entry in file.definitions if entry.of is None)


def _derived(surface: Surface) -> Iterator[tuple[str, Place]]:
    """The fields of registers, declared and derived, as `企业.研发强度`."""
    for register, entry in surface.facts.registers.items():
        for name in entry.fields:
            yield f"{register}.{name}", entry.key_place("fields", name)
    for file in surface.definitions.values():
        for item in file.definitions:
            if item.of is not None:
                yield f"{item.of.text}.{item.name.text}", item.name.place


def _ids(surface: Surface) -> Iterator[tuple[str, Place]]:
    """Of conditions, groups and criteria alike: a finding is told by its id alone."""
    for file in surface.condition_files.values():
        number = file.condition or file.standing
        if number is not None:
            yield number.text, number.place
        yield from ((entry.id.text, entry.id.place) for entry in file.entries())


def _repeated(names: Iterable[tuple[str, Place]], code: str, surface: Surface) -> Iterator[Diagnostic]:
    first: dict[str, Place] = {}
    for name, place in names:
        earlier = first.setdefault(_narrow(name), place)
        if earlier is not place:
            shown = name.rpartition(".")[2] if code == "CR167" else name
            values = {"name": shown, "line": earlier.line, "file": earlier.file}
            yield surface.sources[place.file].diagnose(code, place, values, width=len(shown), related=(earlier,))


def _narrow(name: str) -> str:
    """Names that differ only in width are one name."""
    return unicodedata.normalize("NFKC", name)

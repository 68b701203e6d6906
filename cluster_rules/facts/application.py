"""An application as documented, from its tree to a `FactSheet`. Values stay as written; only the days are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cluster_rules.errors import Place, RulesError
from cluster_rules.facts import shape
from cluster_rules.facts.cells import Refused, read_date, read_year
from cluster_rules.facts.csv_source import Table, decode, parse_csv
from cluster_rules.facts.files import inside, read_bytes
from cluster_rules.facts.notes import Notes
from cluster_rules.facts.texts import invisible, narrow, shown
from cluster_rules.facts.tree import Branch, Items, Leaf, Tree
from cluster_rules.model.sheet import Claim, FactSheet, RawRegister, Row, Source, Subject

_SOURCE = ("source", "period", "issuer", "evidence")
_DAYS = ("filing_date", "reference_date", "reference_basis", "data_year")
_FORM = ("measure", "case", "subject", "applicant", "synthetic", *_DAYS, "facts", "registers", "parts")
#: What looks like a table.
_TABLES = frozenset({".csv", ".xls", ".xlsx", ".et", ".tsv"})
_REGISTER = ("file", "rows", "complete", *_SOURCE)


@dataclass(frozen=True, slots=True)
class Form:
    """Reads one form. `folder` is where its files are; None where it has none."""

    notes: Notes
    folder: Path | None
    #: Tables that some register refers to.
    used: set[Path] = field(default_factory=set)

    def sheet(self, tree: Tree, parts: tuple[FactSheet, ...] = ()) -> FactSheet:
        form = shape.branch(self.notes, tree, "application")
        shape.check_keys(self.notes, form, _FORM, "application")
        facts = shape.branch(self.notes, form.entries.get("facts"), "facts")
        registers = shape.branch(self.notes, form.entries.get("registers"), "registers")
        shape.check_list(self.notes, form.entries.get("parts"), "parts")
        return FactSheet(
            subject=self.subject(form),
            facts={self.name(k, facts): self.claims(k, v) for k, v in facts.entries.items()},
            registers={self.name(k, registers): self.register(k, v) for k, v in registers.entries.items()},
            parts=parts,
            place=tree.place,
        )

    def check_tables(self) -> None:
        """Warn of tables in the folder that no register refers to: they decide nothing."""
        beside = sorted(self.folder.iterdir()) if self.folder else []
        for path in beside:
            if path.suffix.lower() in _TABLES and path not in self.used:
                self.notes.warn("CR476", Place(str(path)), {"file": shown(path.name)})

    def name(self, key: str, tree: Branch) -> str:
        if code := invisible(key):
            self.notes.error("CR420", tree.place_of(key), {"what": shown(key), "code_point": code})
        return key.strip()

    def subject(self, form: Branch) -> Subject:
        filing, reference = self.day(form, "filing_date"), self.day(form, "reference_date")
        basis = shape.text(self.notes, form, "reference_basis") or (
            "notice" if _states(form, "reference_date") else "filing"
        )
        if basis not in ("notice", "filing"):
            self.notes.error("CR423", form.place_of("reference_basis"), {"found": shown(basis)})
        elif (basis == "notice" and not _states(form, "reference_date")) or (
            basis == "filing" and reference not in (None, filing)
        ):
            self.notes.error("CR424", form.place_of("reference_basis"), {"basis": basis})
        return Subject(
            name=shape.text(self.notes, form, "subject"),
            applicant=shape.text(self.notes, form, "applicant"),
            measure=shape.text(self.notes, form, "measure"),
            case=shape.text(self.notes, form, "case"),
            filing_date=filing,
            reference_date=reference,
            reference_basis="notice" if basis == "notice" else "filing",
            data_year=self.year(form),
            synthetic=shape.truth(self.notes, form, "synthetic"),
        )

    def day(self, form: Branch, key: str) -> date | None:
        leaf = form.entries.get(key)
        if leaf is None or shape.is_blank(leaf):
            return None
        if not isinstance(leaf, Leaf):
            shape.misshapen(self.notes, leaf, key, "text")
            return None
        try:
            return read_date(leaf.value)
        except Refused as refused:
            self.notes.error(refused.code, leaf.place, {"fact": key, **refused.values})
            return None

    def year(self, form: Branch) -> int | None:
        leaf = form.entries.get("data_year")
        if leaf is None or shape.is_blank(leaf):
            return None
        value = read_year(leaf.value) if isinstance(leaf, Leaf) else None
        if value is None:
            self.notes.error("CR426", leaf.place, {"found": shown(getattr(leaf, "value", "[…]"))})
        return value

    def claims(self, fact: str, tree: Tree) -> tuple[Claim, ...]:
        if isinstance(tree, Items):
            return tuple(self.claim(fact, item) for item in tree.items)
        return (self.claim(fact, tree),)

    def claim(self, fact: str, tree: Tree) -> Claim:
        """A bare value, or a map with `value` and where it comes from."""
        if isinstance(tree, Leaf):
            return Claim(tree.value, place=tree.place)
        if isinstance(tree, Items):
            shape.misshapen(self.notes, tree, fact, "text")
            return Claim(None, place=tree.place)
        shape.check_keys(self.notes, tree, ("value", *_SOURCE), fact)
        value = tree.entries.get("value")
        if not isinstance(value, Leaf):
            self.notes.error("CR408", tree.place, {"fact": fact})
            return Claim(None, place=tree.place)
        return Claim(value.value, self.source(tree), value.place)

    def source(self, tree: Branch) -> Source:
        name, period, issuer = (shape.text(self.notes, tree, key) for key in ("source", "period", "issuer"))
        return Source(name, period, issuer, shape.texts(self.notes, tree, "evidence"))

    def register(self, name: str, tree: Tree) -> tuple[RawRegister, ...]:
        """One source, a list of sources, or 无: nothing of the kind exists."""
        if isinstance(tree, Items):
            return tuple(self.one_source(name, item) for item in tree.items)
        if isinstance(tree, Leaf):
            return self.none_or_blank(name, tree)
        return (self.one_source(name, tree),)

    def none_or_blank(self, name: str, leaf: Leaf) -> tuple[RawRegister, ...]:
        if shape.is_blank(leaf):
            return (RawRegister(place=leaf.place),)
        if not (isinstance(leaf.value, str) and narrow(leaf.value) == "无"):
            self.notes.error("CR464", leaf.place, {"register": name, "found": shown(leaf.value)})
        return (RawRegister(complete=True, place=leaf.place),)

    def one_source(self, name: str, tree: Tree) -> RawRegister:
        spec = shape.branch(self.notes, tree, name)
        shape.check_keys(self.notes, spec, _REGISTER, name)
        if ("file" in spec.entries) == ("rows" in spec.entries) and not shape.is_blank(tree):
            self.notes.error("CR425", tree.place, {"register": name})
        source = self.source(spec)
        complete = shape.truth(self.notes, spec, "complete")
        table = self.table(spec, source) if "file" in spec.entries else Table({}, self.rows(name, spec, source))
        return RawRegister(table.rows, complete, source, tree.place, table.columns)

    def table(self, spec: Branch, source: Source) -> Table:
        reference = shape.text(self.notes, spec, "file")
        place = spec.entries["file"].place
        try:
            if not reference.lower().endswith(".csv"):
                raise RulesError.of("CR421", place, file=shown(reference))
            if self.folder is None:
                raise RulesError.of("CR422", place, file=shown(reference))
            path = inside(self.folder, reference, place)
            self.used.add(path)
            return parse_csv(decode(read_bytes(path, place), str(path)), str(path), source)
        except RulesError as error:
            self.notes.errors.extend(error.diagnostics)
            return Table({}, ())

    def rows(self, name: str, spec: Branch, source: Source) -> tuple[Row, ...]:
        found = spec.entries.get("rows")
        if found is None:
            return ()
        if shape.is_blank(found):
            self.notes.error("CR425", found.place, {"register": name})
        elif not isinstance(found, Items):
            shape.misshapen(self.notes, found, f"{name}.rows", "list")
        if not isinstance(found, Items):
            return ()
        rows = (self.row(name, item, source) for item in found.items)
        return tuple(row for row in rows if row.cells)

    def row(self, name: str, tree: Tree, source: Source) -> Row:
        cells = shape.branch(self.notes, tree, f"{name}.rows")
        found = {narrow(key): self.cell(key, value, source) for key, value in cells.entries.items()}
        if len(found) < len(cells.entries):
            self.notes.error("CR409", tree.place, {"column": "、".join(cells.entries)})
        return Row(found, tree.place)

    def cell(self, key: str, tree: Tree, source: Source) -> Claim:
        if not isinstance(tree, Leaf):
            shape.misshapen(self.notes, tree, key, "text")
            return Claim(None, source, tree.place)
        return Claim(tree.value, source, tree.place)


def parts_of(form: Tree) -> tuple[Tree, ...]:
    """What stands under `parts`: names of folders, or forms written in place."""
    if not isinstance(form, Branch):
        return ()
    found = form.entries.get("parts")
    if isinstance(found, Branch):
        return tuple(found.entries.values())
    return found.items if isinstance(found, Items) else ()


def _states(form: Branch, key: str) -> bool:
    """Whether something stands there, readable or not."""
    leaf = form.entries.get(key)
    return leaf is not None and not shape.is_blank(leaf)

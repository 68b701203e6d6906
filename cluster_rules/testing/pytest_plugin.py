"""The pytest plugin: case files are collected, and what they reach of their rulesets can be asked for, with a minimum.

pytest loads it by its entry point; `-p no:cluster-rules` leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cluster_rules.testing.cases import CaseResult, Cases
    from cluster_rules.testing.coverage import Coverage

SUFFIX = ".cases.yaml"
#: The name under which a report carries what its case reached, from one process to another.
PROPERTY = "cluster_rules"


class CaseFailedError(Exception):
    """A case that does not hold, in words."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("cluster-rules", "cases of rulesets (*.cases.yaml)")
    group.addoption("--rulesets", action="append", default=[], metavar="DIR", help="a further folder of rulesets")
    group.addoption("--rules-coverage", action="store_true", help="say what the cases reach of their rulesets")
    group.addoption(
        "--rules-minimum", type=float, metavar="PERCENT", help="fail where cases reach less of a ruleset than this"
    )
    group.addoption("--rules-lang", choices=["zh", "en"], default="zh", help="the language of what is said of a case")


def pytest_configure(config: pytest.Config) -> None:
    asked = config.getoption("rules_coverage") or config.getoption("rules_minimum") is not None
    # A worker of pytest-xdist reports to the process that started it, which adds up.
    if asked and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Coverages(config), "cluster-rules-coverage")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return CaseFile.from_parent(parent, path=file_path) if file_path.name.endswith(SUFFIX) else None


class CaseFile(pytest.File):
    """A case file; a file or a ruleset that is refused is one error, with its place."""

    def collect(self) -> Iterator[CaseItem]:
        from cluster_rules.testing.cases import check_rules, read

        loaded: dict[Any, Any] = {}
        cases = read(self.path, self.config.getoption("rulesets"))
        check_rules(cases, loaded)
        for index, case in enumerate(cases.file.cases):
            yield CaseItem.from_parent(self, name=case.name.text, cases=cases, index=index, loaded=loaded)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]
        from cluster_rules.errors import RulesError

        if isinstance(excinfo.value, RulesError):
            return "\n".join(d.render(self.config.getoption("rules_lang")) for d in excinfo.value.diagnostics)
        return super().repr_failure(excinfo)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, cases: Cases, index: int, loaded: dict[Any, Any], **rest: Any) -> None:
        super().__init__(**rest)
        self.cases, self.index, self.loaded = cases, index, loaded

    def runtest(self) -> None:
        from cluster_rules.testing.cases import run_case

        result = run_case(self.cases.file.cases[self.index], self.cases, self.loaded)
        self.user_properties.append((PROPERTY, _told(result, self.cases)))
        if not result.passed:
            raise CaseFailedError("\n".join(_lines(result, self.config.getoption("rules_lang"))))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CaseFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        place = self.cases.file.cases[self.index].place_of("name")
        return self.path, place.line - 1, self.name


def _lines(result: CaseResult, locale: Any) -> list[str]:
    from cluster_rules.testing.told import told

    return told(locale, result)


def _told(result: CaseResult, cases: Cases) -> dict[str, Any]:
    """What another process needs to add up coverage: plain texts."""
    if result.ruleset is None:
        return {}
    goals = [[goal.id, goal.aspect, goal.value, goal.choice] for goal in sorted(result.reached)]
    return {
        "measure": result.ruleset.edition.measure,
        "edition": result.ruleset.edition.id,
        "rulesets": [str(folder) for folder in cases.rulesets],
        "goals": goals,
    }


class Coverages:
    """Adds up what the cases of all processes reached, where that is asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._told: list[dict[str, Any]] = []
        self._found: tuple[Coverage, ...] | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        carried: list[tuple[str, Any]] = report.user_properties if report.when == "call" else []
        self._told += [told for name, told in carried if name == PROPERTY and told]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        minimum = self._config.getoption("rules_minimum")
        if minimum is not None and any(found.percent < minimum for found in self.found):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        from cluster_rules.explain import document_text
        from cluster_rules.testing.told import coverage_document

        for found in self.found:
            terminalreporter.write_line("")
            terminalreporter.write(document_text(coverage_document(found, self._config.getoption("rules_lang"))))

    @property
    def found(self) -> tuple[Coverage, ...]:
        """The coverage of each ruleset that decided a case."""
        if self._found is None:
            self._found = tuple(_added_up(self._told))
        return self._found


def _added_up(told: list[dict[str, Any]]) -> Iterator[Coverage]:
    from cluster_rules import load
    from cluster_rules.testing.coverage import Goal, coverage_of

    for measure, edition in sorted({(part["measure"], part["edition"]) for part in told}):
        parts = [part for part in told if (part["measure"], part["edition"]) == (measure, edition)]
        rules = load(measure, edition=edition, rulesets=parts[0]["rulesets"])
        yield coverage_of(rules.ruleset, (Goal(*goal) for part in parts for goal in part["goals"]))

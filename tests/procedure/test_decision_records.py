"""A record replays to the same bytes; whoever changes it, even with a hash that fits, is found out."""

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner

from cluster_rules import FactSheet, RulesError, load
from cluster_rules.cli import application
from cluster_rules.errors import Place
from cluster_rules.procedure.decision_record import decision_record, read_record
from cluster_rules.procedure.entries import canonical_hash, canonical_json
from cluster_rules.procedure.record_checks import inner_problems, verify_record
from cluster_rules.testing.sample import write_sample

MEASURE = "nmg-advanced-manufacturing-cluster"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return FactSheet.read(folder)


@pytest.fixture(scope="module")
def rules():
    return load(MEASURE, edition="provisional")


@pytest.fixture(scope="module")
def record(rules, sheet):
    return decision_record(rules, sheet)


def stored(tmp_path, text):
    path = tmp_path / "r.json"
    path.write_bytes(text)
    return path


def altered(record, change):
    """The record after `change`, closed with a hash that fits."""
    content = read_record(record, "r.json")
    change(content)
    return canonical_json({**content, "sha256": canonical_hash(content)}) + b"\n"


def codes(path):
    return [problem.code for problem in verify_record(path)[1]]


def test_a_record_verifies_and_is_made_again_to_the_same_bytes(tmp_path, rules, sheet, record):
    assert codes(stored(tmp_path, record)) == []
    assert decision_record(rules, sheet) == record
    content = read_record(record, "r.json")
    again = decision_record(rules, FactSheet.from_data(content["facts"]))
    assert again == record


@pytest.mark.parametrize(
    "options", [{"readings": {"平均研发投入强度": "各企业平均"}}, {"overrides": {"5.2.5": ">= 500 亿元"}}]
)
def test_what_was_asked_is_asked_again(tmp_path, rules, sheet, options):
    assert codes(stored(tmp_path, decision_record(rules, sheet, **options))) == []


def test_no_number_is_a_float(record):
    def numbers(data):
        if isinstance(data, dict):
            data = list(data.values())
        if isinstance(data, list):
            return [found for item in data for found in numbers(item)]
        return [data] if isinstance(data, int | float) and not isinstance(data, bool) else []

    assert set(numbers(json.loads(record))) <= {1}


@pytest.mark.parametrize(
    "change", [lambda t: t.replace(b"849", b"850"), lambda t: t.replace(b',"facts"', b', "facts"')]
)
def test_changed_bytes_are_refused(tmp_path, record, change):
    assert change(record) != record
    with pytest.raises(RulesError) as refused:
        verify_record(stored(tmp_path, change(record)))
    assert [found.code for found in refused.value.diagnostics] == ["CR831"]


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"\xff", b'{"format": 1.5}', b"[" * 100_000])
def test_what_is_no_record_is_refused(tmp_path, text):
    with pytest.raises(RulesError) as refused:
        verify_record(stored(tmp_path, text))
    assert [found.code for found in refused.value.diagnostics] == ["CR830"]


def finding(content, id):
    return next(found for found in content["decision"]["findings"] if found["id"] == id)


def turn(content):
    finding(content, "5.3.4")["status"] = "met"


def turn_all(content):
    turn(content)
    finding(content, "5.3")["status"] = "met"


def turn_verdict(content):
    content["decision"]["verdict"] = "met"


def turn_fact(content):
    content["facts"]["registers"]["企业"][0]["rows"][0]["研发经费"] = "999999"


def other_rules(content):
    content["decision"]["ruleset_hash"] = "0" * 64


@pytest.mark.parametrize(
    "change, expected",
    [
        (turn, ["CR835", "CR833"]),
        (turn_all, ["CR835", "CR835", "CR833"]),
        (turn_verdict, ["CR835", "CR833"]),
        (turn_fact, ["CR833"]),
        (other_rules, ["CR832"]),
    ],
)
def test_a_record_changed_with_a_hash_that_fits_is_found_out(tmp_path, record, change, expected):
    found = codes(stored(tmp_path, altered(record, change)))
    assert found[-1] == expected[-1]
    assert set(found) == set(expected)


def test_the_checker_works_arithmetic_out_again(record):
    content = read_record(record, "r.json")
    (step,) = [step for step in content["arithmetic"]["5.3.4"] if len(step.get("parts", ())) == 2]
    before = step["parts"][0]["value"]
    assert list(inner_problems(content, Place("r.json"))) == []
    step["parts"][0]["value"] = str(Fraction(before) + 1)
    assert [found.code for found in inner_problems(content, Place("r.json"))] == ["CR834"]


def test_the_command(tmp_path):
    run = CliRunner().invoke
    write_sample(tmp_path / "demo")
    path = str(tmp_path / "r.json")
    assert run(application, ["record", "make", str(tmp_path / "demo"), "--output", path]).exit_code == 0
    verified = run(application, ["record", "verify", path])
    assert verified.exit_code == 0
    assert "核验无误" in verified.output
    content = (tmp_path / "r.json").read_bytes()
    (tmp_path / "r.json").write_bytes(altered(content, turn_verdict))
    assert run(application, ["record", "verify", path, "--lang", "en"]).exit_code == 1

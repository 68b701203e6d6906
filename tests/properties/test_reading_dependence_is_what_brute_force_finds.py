"""What a decision says of its readings is what deciding under every combination of them shows."""

from __future__ import annotations

from cluster_rules.backends.scalar import prepare
from tests.agreement import runs, sources
from tests.naive.decisions import worlds
from tests.rulesets import RulesetMaker
from tests.strategies import Maker


def test_reading_dependence_is_what_brute_force_finds():
    dependent = 0
    for name, rng in sources("readings", 80):
        maker = Maker(rng, missing=0.25)
        ruleset, facts = RulesetMaker(maker, lambda maker=maker: maker.truth(2)).ruleset(), maker.facts()
        run = prepare(ruleset)
        said = run(facts)
        records = [(world, run(facts, world)) for world in worlds(ruleset)]
        assert records[0][1] == said, name
        assert said.reading_dependent == (len({record.verdict for _, record in records}) > 1), name
        assert set(said.possible_verdicts) == {record.verdict for _, record in records} - {None}, name
        for position, finding in enumerate(said.findings):
            statuses = {record.findings[position].status for _, record in records}
            assert finding.reading_dependent == (len(statuses) > 1), f"{name} {finding.id}"
        dependent += said.reading_dependent
    assert dependent > runs(8)


def test_every_reading_of_a_finding_is_listed_with_its_status():
    for name, rng in sources("listed", 30):
        maker = Maker(rng)
        ruleset, facts = RulesetMaker(maker, lambda maker=maker: maker.truth(2)).ruleset(), maker.facts()
        run = prepare(ruleset)
        said = {finding.id: finding for finding in run(facts).findings}
        for world in worlds(ruleset):
            for finding in run(facts, world).findings:
                if finding.reading:
                    assert finding.reading == tuple((choice, world[choice]) for choice, _ in finding.reading)
                    assert said[finding.id].readings[finding.reading] == finding.status, name


def test_the_choices_said_to_decide_are_those_whose_change_alone_changes_the_verdict_somewhere():
    for name, rng in sources("deciding", 80):
        maker = Maker(rng, missing=0.25)
        ruleset, facts = RulesetMaker(maker, lambda maker=maker: maker.truth(1)).ruleset(), maker.facts()
        run = prepare(ruleset)
        verdicts = [(world, run(facts, world).verdict) for world in worlds(ruleset)]
        deciding = set()
        for one, first in verdicts:
            for other, second in verdicts:
                differing = [choice for choice in one if one[choice] != other[choice]]
                if len(differing) == 1 and first != second:
                    deciding.update(differing)
        assert set(run(facts).deciding_choices) == deciding, name

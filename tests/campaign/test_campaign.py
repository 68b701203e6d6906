"""A campaign finds what it is for, and goes on where it ended; a few items of each kind are well."""

import json
import sys

import pytest

from tests.agreement import SEED, runs
from tests.campaign.kinds import KINDS, USUAL

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are those of POSIX")

#: Items of each kind in an ordinary run, beyond those that tests of their own draw.
FEW = {"texts": 3000, "formulas": 100, "pairs": 500, "decisions": 50, "rulesets": 60, "applications": 6}


@pytest.mark.parametrize("kind", USUAL)
def test_a_few_items_are_well(kind):
    for number in range(runs(FEW[kind])):
        assert KINDS[kind].item(f"{SEED}:{kind}:{number}")


def test_every_way_to_fail_is_found_and_the_log_goes_on(tmp_path):
    from tests.campaign.__main__ import one_batch, summary

    log, following = tmp_path / "log", 0
    while following < 6:
        record = one_batch("watchdog", "1", following, 6 - following, 0.3)
        following = record["to"]
        log.write_text((log.read_text() if log.exists() else "") + json.dumps(record) + "\n")
    _, failures = summary(log)
    assert [failure["item"] for failure in failures] == [1, 2, 3, 4, 5]
    signs = ("ValueError", "on purpose", "-11", "-26", "MemoryError")
    assert [sign for sign, failure in zip(signs, failures, strict=True) if sign not in failure["error"]] == []

"""The cases beside a shipped measure find every small mistake in it. Each run tries a share; `mutate` tries them all.

Which share it is hangs on what the files of the edition say: every change of them draws another.
"""

from hashlib import sha256
from pathlib import Path

import pytest

from cluster_rules.engine import surface_of
from cluster_rules.testing.mutation.score import settle
from tests.agreement import SCALE, SEED

RULESETS = Path(__file__).parents[2] / "rulesets"
#: Edition → how large a share of its mistakes one run tries.
SHARES = {
    "nmg-advanced-manufacturing-cluster/provisional": SCALE / 5,
    "sme-size-classification/2011-industry": 1,
}


def drawn(folder, share):
    """Whether a mistake belongs to the share of this run."""
    files = sorted(folder.glob("*.yaml"))
    salt = sha256(SEED.encode() + b"".join(path.read_bytes() for path in files)).digest()

    def chosen(change):
        digest = sha256(salt + repr((change.path, change.before, change.after)).encode()).digest()
        return int.from_bytes(digest[:8]) < share * 2**64

    return chosen


@pytest.mark.once
@pytest.mark.parametrize("edition", SHARES)
def test_every_mistake_is_found(edition):
    folder = RULESETS / edition
    settled = list(settle(surface_of(folder), chosen=drawn(folder, SHARES[edition])).settled)
    assert len(settled) > 40
    alive = [str(entry.mutant.change) for entry in settled if entry.fate == "alive"]
    assert not alive, "\n".join(alive)


@pytest.mark.once
def test_every_other_default_is_found():
    folder = RULESETS / "nmg-advanced-manufacturing-cluster" / "provisional"
    trial = settle(surface_of(folder), chosen=lambda change: change.kind == "default")
    options = sum(len(choice.options) - 1 for choice in trial.ruleset.choices.values())
    assert [entry.fate for entry in trial.settled] == ["killed"] * options

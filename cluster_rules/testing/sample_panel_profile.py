"""What each application of a made-up panel comes to, before it is written down in registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cluster_rules.testing.dice import Dice

LEAGUES = ("甲市", "乙盟", "丙市", "丁市", "戊盟", "己市", "庚市", "辛盟", "壬市", "癸盟")
INDUSTRIES = ("稀土新材料", "绒纺", "风电装备", "乳制品", "生物制造", "合金材料", "光伏制造", "精细化工", "重型装备")

#: Statements with a threshold, each drawn for itself.
AIMED = (
    *("5.1.7", "5.2.3", "5.2.4", "5.2.5", "5.2.6", "5.2.8", "5.3.4", "5.3.5", "5.3.7", "5.3.9", "5.3.10a", "5.3.10b"),
    *("5.3.12", "5.4.3", "5.4.4", "5.4.5", "5.4.6", "5.4.7", "5.5.3", "5.5.9a", "5.5.9b", "5.6.6"),
)

#: For each grade: out of a hundred draws, how many are near a threshold and how many well below it.
_GRADES = ((5, 1), (12, 4), (25, 18))


@dataclass(frozen=True, slots=True)
class Profile:
    """One application. Shares are percentages of the thresholds of the measure."""

    number: int
    leagues: tuple[str, ...]
    industry: str
    share: Mapping[str, int]
    is_body: bool
    #: How many findings of experts are pending; how many firms have not reported; how many certificates have expired.
    pending: int
    without_research: int
    without_controlled: int
    expired: int
    disputed: bool
    rejected: bool
    has_document: bool
    has_benchmark: bool
    has_all_titles: bool
    has_conflict: bool

    def of(self, criterion: str, threshold: int) -> int:
        """The share of a threshold, rounded down."""
        return threshold * self.share[criterion] // 100

    def some(self, criterion: str) -> int:
        """How many there are where one is enough."""
        return (self.share[criterion] >= 91) + (self.share[criterion] >= 170)


def draw_profile(number: int, seed: int) -> tuple[Profile, Dice]:
    """The profile of an application, and the dice for the rest of it."""
    dice = Dice(seed * 1_000_003 + number)
    grade = (0, 0, 0, 0, 0, 1, 1, 1, 2, 2)[dice.between(0, 9)]
    leagues = dice.shuffled(LEAGUES)[: 2 if _happens(dice, 20) else 1]
    profile = Profile(
        number=number,
        leagues=tuple(leagues),
        industry=INDUSTRIES[dice.between(0, len(INDUSTRIES) - 1)],
        share={criterion: _share(dice, grade) for criterion in AIMED},
        is_body=_happens(dice, 2),
        pending=dice.between(1, 3) if _happens(dice, 40) else 0,
        without_research=dice.between(1, 4) if _happens(dice, 7) else 0,
        without_controlled=dice.between(1, 8) if _happens(dice, 12) else 0,
        expired=dice.between(2, 6) if _happens(dice, 7) else 0,
        disputed=_happens(dice, 4),
        rejected=_happens(dice, 4),
        has_document=not _happens(dice, 3),
        has_benchmark=not _happens(dice, 5),
        has_all_titles=not _happens(dice, 4),
        has_conflict=_happens(dice, 6),
    )
    return profile, dice


def _happens(dice: Dice, percent: int) -> bool:
    return dice.between(1, 100) <= percent


def _share(dice: Dice, grade: int) -> int:
    near, weak = _GRADES[grade]
    drawn = dice.between(1, 100)
    if drawn <= weak:
        return dice.between(50, 90)
    if drawn <= weak + near:
        return 100 if _happens(dice, 15) else dice.between(91, 109)
    return dice.between(110, 220)

"""The units of the synthetic sample cluster. Tables and integer arithmetic alone: no binary float is near a figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cluster_rules.facts.uscc import check_character
from cluster_rules.testing.dice import Dice

Kind = Literal["leader", "large", "mid", "small", "institute"]

CORE, OTHER = "甲市", "乙盟"

#: Annual revenue in 万元. The mid-sized ones are quantiles of ln N(9.5, 0.9) between 2 000 and 60 000.
LEADER_REVENUE = 1_500_000
LARGE_REVENUE = (84_000, 108_000, 135_000, 162_000, 189_000, 216_000, 243_000)
MID_REVENUE = (
    *(2470, 3210, 3830, 4390, 4940, 5460, 5990, 6510, 7040, 7570, 8120, 8680),
    *(9260, 9860, 10490, 11140, 11820, 12540, 13300, 14100, 14950, 15870, 16850, 17910),
    *(19070, 20340, 21740, 23300, 25060, 27070, 29400, 32170, 35540, 39820, 45540, 53920),
)
SMALL_REVENUE = (320, 450, 580, 690, 820, 960, 1080, 1210, 1370, 1530, 1690, 1880)

#: R&D in 0.01 % of revenue. The mid-sized ones are quantiles of N(3.7 %, 1.5 %) from 0.6 %, and five without any.
LARGE_WEIGHTS = (160, 185, 210, 230, 250, 275, 300)
MID_INTENSITY = (
    *(0, 0, 0, 0, 0, 99, 145, 176, 201, 222, 240, 257),
    *(272, 286, 300, 313, 325, 338, 350, 362, 374, 386, 398, 410),
    *(422, 435, 448, 462, 477, 493, 511, 530, 553, 582, 621, 692),
)
#: Share of numerically controlled key processes in %: quantiles of N(60 %, 14 %).
CONTROLLED = (
    *(28, 34, 38, 40, 42, 44, 45, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 56, 57, 58, 59, 60),
    *(60, 61, 62, 63, 64, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 75, 76, 78, 80, 82, 86, 92),
)

#: What R&D lacks for 2 % of revenue when the leader spends 1.20 %, in 万元.
SHORTFALL = 849

_INDUSTRIES = (("3239", "32"), ("3985", "39"), ("3824", "38"), ("3459", "34"))


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the cluster. Money is in units of 0.01 万元."""

    number: int
    kind: Kind
    league: str
    industry: tuple[str, str]
    dominant: bool = True
    revenue: int = 0
    output: int = 0
    research: int = 0
    staff: int = 0
    researchers: int = 0
    design_tools: bool = False
    digital: bool = False
    #: Key processes, and how many of them are numerically controlled.
    processes: tuple[int, int] = (0, 0)

    @property
    def code(self) -> str:
        return synthetic_code("12" if self.kind == "institute" else "91", self.number)

    @property
    def name(self) -> str:
        word = "研究院" if self.kind == "institute" else "企业"
        return f"云川样例{word}{self.number:02d}（虚构）"

    @property
    def above_scale(self) -> bool:
        return self.kind in ("leader", "large", "mid")


def synthetic_code(prefix: str, number: int) -> str:
    """A code with a valid check character in a region 000000 that does not exist."""
    body = f"{prefix}000000YCXN{number:05d}"
    return body + check_character(body)


def draw_units(dice: Dice, leader_intensity: int) -> list[Unit]:
    """Sixty units in order of number: leader, 7 large, 36 mid-sized, 12 below scale, 4 institutes."""
    firms = [_leader(leader_intensity), *_large(dice), *_mid(dice)]
    firms = _with_research_of_large(firms)
    firms = _digitalised(dice, firms)
    small = [_small(dice, number, revenue) for number, revenue in enumerate(dice.shuffled(SMALL_REVENUE), 45)]
    return [*firms, *small, *(_institute(dice, number) for number in range(57, 61))]


def _leader(intensity: int) -> Unit:
    revenue = LEADER_REVENUE * 100
    unit = Unit(1, "leader", CORE, _INDUSTRIES[0], revenue=revenue, output=revenue * 102 // 100)
    return replace(unit, research=revenue * intensity // 10_000, staff=17_600, researchers=1_610)


def _large(dice: Dice) -> list[Unit]:
    """Seven large firms; the smallest is not of the dominant industry. R&D is settled when all revenue is known."""
    weights = dice.shuffled(LARGE_WEIGHTS)
    units = []
    for index, revenue in enumerate(LARGE_REVENUE):
        unit = Unit(index + 2, "large", CORE if index % 3 else OTHER, _INDUSTRIES[0], dominant=index > 0)
        units.append(replace(_with_size(dice, unit, revenue * 100), research=weights[index]))
    return units


def _mid(dice: Dice) -> list[Unit]:
    """Thirty-six mid-sized firms: every fourth in the other league, five not of the dominant industry."""
    revenues, intensities = dice.shuffled(MID_REVENUE), dice.shuffled(MID_INTENSITY)
    units = []
    for index in range(36):
        number, dominant = index + 9, index % 8 != 5
        industry = _INDUSTRIES[dice.between(0, 1)] if dominant else _INDUSTRIES[dice.between(2, 3)]
        unit = Unit(number, "mid", OTHER if index % 4 == 3 else CORE, industry, dominant)
        unit = _with_size(dice, unit, revenues[index] * dice.between(97, 103))
        units.append(replace(unit, research=unit.revenue * intensities[index] // 10_000))
    return units


def _with_size(dice: Dice, unit: Unit, revenue: int) -> Unit:
    """Output is 96 to 107 % of revenue; a person earns 55 to 140 万元; 6 to 14 % of them do research."""
    staff = max(revenue // (100 * dice.between(55, 140)), 12)
    return replace(
        unit,
        revenue=revenue,
        output=revenue * dice.between(960, 1070) // 1000,
        staff=staff,
        researchers=staff * dice.between(6, 14) // 100,
    )


def _with_research_of_large(firms: list[Unit]) -> list[Unit]:
    """The large firms share what R&D there must be for the total to lack `SHORTFALL` with a leader at 1.20 %."""
    total = -(-sum(firm.revenue for firm in firms) // 50) - SHORTFALL * 100
    rest = total - LEADER_REVENUE * 100 * 120 // 10_000 - sum(f.research for f in firms if f.kind == "mid")
    large = [firm for firm in firms if firm.kind == "large"]
    weights = {firm.number: firm.revenue * firm.research for firm in large}
    shares = {number: rest * weight // sum(weights.values()) for number, weight in weights.items()}
    shares[large[-1].number] += rest - sum(shares.values())
    return [replace(firm, research=shares.get(firm.number, firm.research)) for firm in firms]


def _digitalised(dice: Dice, firms: list[Unit]) -> list[Unit]:
    """32 of the 44 use design tools, 15 are digital throughout."""
    tools, digital = dice.shuffled(range(44))[:32], dice.shuffled(range(44))[:15]
    rates = dice.shuffled(CONTROLLED)
    totals = [(20, 25, 50, 100)[dice.between(0, 3)] for _ in firms]
    return [
        replace(firm, design_tools=i in tools, digital=i in digital, processes=(n, (n * rate + 50) // 100))
        for i, (firm, n, rate) in enumerate(zip(firms, totals, rates, strict=True))
    ]


def _small(dice: Dice, number: int, revenue: int) -> Unit:
    unit = Unit(number, "small", CORE if number % 3 else OTHER, _INDUSTRIES[dice.between(0, 3)])
    return _with_size(dice, replace(unit, dominant=number % 4 != 0), revenue * 100 + dice.between(0, 99))


def _institute(dice: Dice, number: int) -> Unit:
    staff = dice.between(60, 240)
    unit = Unit(number, "institute", CORE if number < 60 else OTHER, ("7320", "73"), dominant=False)
    return replace(unit, staff=staff, researchers=staff * 7 // 10)

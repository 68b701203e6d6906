"""The units of an application of a made-up panel. Money is in units of 0.01 万元, by integer arithmetic alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cluster_rules.testing.dice import Dice
from cluster_rules.testing.sample_panel_profile import Profile
from cluster_rules.testing.sample_units import Unit

#: The thresholds of the measure in units of 0.01 万元.
_OUTPUT, _REVENUE = 300 * 10_000 * 100, 20 * 10_000 * 100

_INDUSTRY, _OTHER_INDUSTRY = ("3239", "32"), ("3824", "38")


def draw_panel_units(profile: Profile, dice: Dice) -> list[Unit]:
    """The leader, the other firms above scale, firms below it, and four institutes."""
    above = profile.of("5.2.4", 20) + dice.between(0, 3)
    most = max(above, profile.of("5.2.6", 20) + 1, profile.of("5.3.7", 20) + 3)
    small = most - above + dice.between(2, 6)
    firms = _with_output(profile, dice, [_firm(profile, index) for index in range(above)])
    firms = _with_shares(profile, dice, _with_research(profile, dice, firms))
    below = [_small(profile, dice, above + index) for index in range(small)]
    return [*firms, *below, *(_institute(profile, dice, above + small + index) for index in range(4))]


def _firm(profile: Profile, index: int) -> Unit:
    """The first is the leader; of the others some are not of the dominant industry, and every third stands elsewhere."""
    dominant = index % 9 != 8
    league = profile.leagues[-1] if index % 3 == 2 else profile.leagues[0]
    industry = _INDUSTRY if dominant else _OTHER_INDUSTRY
    return Unit(_number(profile, index), "leader" if index == 0 else "mid", league, industry, dominant)


def _number(profile: Profile, index: int) -> int:
    return profile.number * 100 + index


def _with_output(profile: Profile, dice: Dice, firms: Sequence[Unit]) -> list[Unit]:
    """Output of the dominant firms is within a hundredth above the share of 300 亿元; the leader's revenue is that of 20 亿元."""
    total, revenue = profile.of("5.2.5", _OUTPUT), profile.of("5.2.3", _REVENUE)
    total += 0 if profile.share["5.2.5"] == 100 else dice.between(0, _OUTPUT // 100 - 1)
    leading = min(revenue * 102 // 100, total * 6 // 10)
    dominant = [firm for firm in firms[1:] if firm.dominant]
    outputs = dict(zip(dominant, _spread(dice, total - leading, len(dominant)), strict=True))
    made = [replace(firms[0], output=leading, revenue=revenue)]
    for firm in firms[1:]:
        output = outputs.get(firm, 0) or dice.between(2_500, 9_000) * 1_000
        made.append(replace(firm, output=output, revenue=output * 100 // dice.between(97, 106)))
    return made


def _spread(dice: Dice, total: int, parts: int) -> list[int]:
    """`total` in so many unequal parts."""
    weights = [dice.between(20, 100) for _ in range(parts)]
    shares = [total * weight // sum(weights) for weight in weights]
    shares[-1] += total - sum(shares)
    return shares


def _with_research(profile: Profile, dice: Dice, firms: Sequence[Unit]) -> list[Unit]:
    """R&D adds up to the share of 2 % of revenue, and research staff to that of 6.8 % of all staff."""
    total = sum(firm.revenue for firm in firms) * 2 * profile.share["5.3.4"]
    staff = [max(firm.revenue // (100 * dice.between(55, 140)), 12) for firm in firms]
    researchers = [people * 68 * profile.share["5.3.12"] // 100_000 for people in staff]
    researchers[0] += sum(staff) * 68 * profile.share["5.3.12"] // 100_000 - sum(researchers)
    parts = zip(firms, _spread(dice, -(-total // 10_000), len(firms)), staff, researchers, strict=True)
    return [replace(firm, research=rd, staff=people, researchers=some) for firm, rd, people, some in parts]


def _with_shares(profile: Profile, dice: Dice, firms: Sequence[Unit]) -> list[Unit]:
    """How many use design tools and are digital throughout; controlled processes around a middle."""
    tools, digital = (-(-len(firms) * profile.of(name, base) // 100) for name, base in (("5.4.3", 60), ("5.4.5", 30)))
    middle = min(profile.of("5.4.4", 50), 90)
    spread = [(1 if index % 2 else -1) * dice.between(0, 10) for index in range(len(firms))]
    return [
        replace(
            firm,
            design_tools=index < tools,
            digital=len(firms) - index <= digital,
            processes=(100, max(middle + spread[index], 0)),
        )
        for index, firm in enumerate(firms)
    ]


def _small(profile: Profile, dice: Dice, index: int) -> Unit:
    revenue = dice.between(300, 1_900) * 100
    unit = Unit(_number(profile, index), "small", profile.leagues[index % len(profile.leagues)], _INDUSTRY)
    staff = max(revenue // 8_000, 12)
    return replace(
        unit, revenue=revenue, output=revenue, research=revenue * 3 // 100, staff=staff, researchers=staff // 10
    )


def _institute(profile: Profile, dice: Dice, index: int) -> Unit:
    staff = dice.between(60, 240)
    unit = Unit(_number(profile, index), "institute", profile.leagues[0], ("7320", "73"), dominant=False)
    return replace(unit, staff=staff, researchers=staff * 7 // 10)

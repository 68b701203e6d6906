"""The table of units. A quantity is an exact number in the base unit of its dimension; units are for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from cluster_rules.model.numbers import Number, divide, format_number, normal

#: Base symbols with their exponents, sorted, without zero exponents. `()` is a pure number.
Dimension = tuple[tuple[str, int], ...]

PURE: Dimension = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A way to write quantities of one dimension: `value in base = factor × number written`."""

    symbol: str
    dimension: Dimension
    factor: Number
    #: The smallest step that people count in this unit, in base units.
    quantum: Number

    def to_base(self, number: Number) -> Number:
        return normal(Fraction(number) * self.factor)

    def from_base(self, value: Number) -> Number:
        return divide(value, self.factor)

    def format(self, value: Number) -> str:
        """The base value `value` written in this unit: `300 亿元`, `2%`, `20 家`."""
        number = format_number(self.from_base(value))
        return number + self.symbol if self.symbol in {"%", "‰"} else f"{number} {self.symbol}".rstrip()


def multiply(left: Dimension, right: Dimension, sign: int = 1) -> Dimension:
    """The dimension of a product, or with `sign=-1` of a quotient."""
    exponents = dict(left)
    for base, exponent in right:
        exponents[base] = exponents.get(base, 0) + sign * exponent
    return tuple(sorted((base, exponent) for base, exponent in exponents.items() if exponent))


def unit(symbol: str) -> Unit | None:
    """The unit written `symbol`, also a quotient such as `吨/万元`; None where it is not in the table."""
    if symbol in UNITS:
        return UNITS[symbol]
    above, slash, below = symbol.partition("/")
    if not slash or above not in UNITS or below not in UNITS:
        return None
    top, bottom = UNITS[above], UNITS[below]
    factor = divide(top.factor, bottom.factor)
    return Unit(symbol, multiply(top.dimension, bottom.dimension, -1), factor, divide(factor, 10_000))


def base_unit(dimension: Dimension) -> Unit:
    """The unit in which values of `dimension` are held; also for dimensions that have no name of their own."""
    for candidate in UNITS.values():
        if candidate.dimension == dimension and candidate.factor == 1:
            return candidate
    above = "·".join(_power(b, e) for b, e in dimension if e > 0) or "1"
    below = "·".join(_power(b, -e) for b, e in dimension if e < 0)
    symbol = f"{above}/{below}" if below else above
    return Unit("" if symbol == "1" else symbol, dimension, 1, Fraction(1, 10_000))


def _power(base: str, exponent: int) -> str:
    return base if exponent == 1 else f"{base}^{exponent}"


#: What is counted one by one, and in 万. 分 has no 万分, which begins 万分之五.
_COUNTED = "家件项个台套次起种批座户册场本篇条辆艘架头只株间所处床张份笔门"

#: Base symbol → units of its dimension: symbol, factor, quantum. Money is reported in 万元 with two decimals at the
#: finest, so its quantum there is 100 元. Working days depend on the calendar: they are no number of days.
_MEASURED: Mapping[str, tuple[tuple[str, Number, Number], ...]] = {
    "元": (
        *(("元", 1, 1), ("千元", 10**3, 10), ("万元", 10**4, 100)),
        *(("百万元", 10**6, 10**4), ("千万元", 10**7, 10**4), ("亿元", 10**8, 10**4)),
    ),
    "美元": (("美元", 1, 1), ("万美元", 10**4, 100), ("亿美元", 10**8, 10**4)),
    **{counted: ((counted, 1, 1), (f"万{counted}", 10**4, 1)) for counted in _COUNTED},
    "分": (("分", 1, 1),),
    "人": (("人", 1, 1), ("名", 1, 1), ("万人", 10**4, 1), ("人次", 1, 1), ("万人次", 10**4, 1)),
    "岁": (("岁", 1, 1),),
    "小时": (("小时", 1, 1),),
    "学时": (("学时", 1, 1), ("课时", 1, 1)),
    "日": (("日", 1, 1), ("天", 1, 1)),
    "个工作日": (("个工作日", 1, 1), ("工作日", 1, 1)),
    "月": (("月", 1, 1), ("个月", 1, 1), ("年", 12, 1), ("周年", 12, 1)),
    "米": (("米", 1, 1), ("千米", 10**3, 1), ("公里", 10**3, 1)),
    "平方米": (
        *(("平方米", 1, 1), ("万平方米", 10**4, 1), ("公顷", 10**4, 1), ("平方公里", 10**6, 100)),
        *(("亩", Fraction(2000, 3), 1), ("万亩", Fraction(20_000_000, 3), 100)),
    ),
    "立方米": (("立方米", 1, 1), ("万立方米", 10**4, 1), ("亿立方米", 10**8, 10**4)),
    "千克": (("千克", 1, 1), ("吨", 10**3, 1), ("万吨", 10**7, 10**3)),
    "千克标准煤": (("千克标准煤", 1, 1), ("吨标准煤", 10**3, 1), ("万吨标准煤", 10**7, 10**3)),
    "千瓦": (("千瓦", 1, 1), ("兆瓦", 10**3, 1), ("万千瓦", 10**4, 1)),
    "千瓦时": (("千瓦时", 1, 1), ("万千瓦时", 10**4, 1), ("亿千瓦时", 10**8, 10**4)),
}
_PURE: tuple[tuple[str, Number, Number], ...] = (
    ("%", Fraction(1, 100), Fraction(1, 10_000)),
    ("‰", Fraction(1, 1000), Fraction(1, 100_000)),
    ("个百分点", Fraction(1, 100), Fraction(1, 10_000)),
    ("倍", 1, Fraction(1, 100)),
)


def _table() -> Mapping[str, Unit]:
    table = {"": Unit("", PURE, 1, Fraction(1, 10_000))}
    for base, members in _MEASURED.items():
        table |= {symbol: Unit(symbol, ((base, 1),), factor, quantum) for symbol, factor, quantum in members}
    table |= {symbol: Unit(symbol, PURE, factor, quantum) for symbol, factor, quantum in _PURE}
    return MappingProxyType(table)


UNITS: Mapping[str, Unit] = _table()

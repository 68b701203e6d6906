"""The parts of the ruleset reference that are made: tables of functions and units, and one example for each shape.

`python -m tests.docs.reference_tables` writes them anew, each between its two comments in the page.
"""

import re
from textwrap import dedent

from cluster_rules.compiler.typing import named
from cluster_rules.model.units import UNITS
from cluster_rules.semantics.functions import ANY_NUMBER, BUILT_IN, LIST_FUNCTIONS
from tests.docs.pages import PROJECT

PAGE = PROJECT / "docs" / "zh" / "ruleset-reference.md"
SHAPES = PROJECT / "tests" / "accepted"

#: Shape → its title, and the id or the name that its example starts with.
EXAMPLES = {
    "all-of": ("全部满足", "1.1"),
    "comparison": ("比较（含本数、不含本数、区间）", "1.5"),
    "judgement": ("由人判断、凭文件", "1.1 1.2"),
    "ratio": ("合计、比例、平均", "1.2 1.4"),
    "years": ("逐年、合计、增长", "1.1 1.3 1.4"),
    "per-unit": ("每亩、每人的数", "1.2 1.3"),
    "distinct-count": ("去重计数、级别、有效期", "1.1"),
    "lifecycle": ("有效、撤销、禁止期", "1.1 1.3"),
    "routes": ("两条路线", "1.1"),
    "veto": ("一票否决和回溯期", "1.1"),
    "scoring": ("评分", "1.1"),
    "tiers": ("分档门槛", "1.2"),
    "ladder": ("先决、互斥", "1.1 1.2"),
    "exemption": ("除外、放宽", "1.1 1.2"),
    "soft-norms": ("鼓励、原则上", "1.2"),
    "benchmark": ("与外部基准比", "1.2"),
    "definitions": ("随时间、类别变化的定义（definitions.yaml）", "规上标准"),
    "trend": ("趋势", "1.1"),
    "existence": ("一家具备几项", "1.1"),
    "union": ("各地区合并，又各自达到", "1.2"),
    "transition": ("新申报用新规定，复核用旧规定", "1.1"),
    "k-of-n": ("至少几项", "1.1"),
}


def functions():
    """The table of functions: those over lists, then those on known values."""
    rows = [(f.name, "、".join(f.aliases), f.written_zh, f.title) for f in LIST_FUNCTIONS]
    rows += [(function.name, "", _signature(function), function.title) for function in BUILT_IN]
    lines = [f"| `{name}` | {also} | `{written}` | {title} |" for name, also, written, title in rows]
    return "\n".join(["| 函数 | 中文写法 | 怎样写 | 结果 |", "|---|---|---|---|", *lines])


def _signature(function):
    arguments = "、".join(_type(kind) for kind in function.parameters)
    return f"{function.name}({arguments}) → {_type(function.returns)}"


def _type(kind):
    return "数（任何单位）" if kind == ANY_NUMBER else named(kind=kind)["kind_zh"]


def units():
    """The table of units, one line for each dimension; what is counted in ones and in 万 is one sentence."""
    groups = {}
    for unit in UNITS.values():
        if unit.symbol:
            groups.setdefault(unit.dimension, []).append(unit)
    counted = [
        group[0].symbol for group in groups.values() if [u.symbol for u in group[1:]] == [f"万{group[0].symbol}"]
    ]
    lines = [
        f"| {'、'.join(_unit(unit) for unit in group)} |" for group in groups.values() if group[0].symbol not in counted
    ]
    table = "\n".join(["| 可以互换的单位（同一行能比较、加减） |", "|---|", *lines])
    return f"{table}\n\n计数单位各成一类，互不相加，前面都可以加“万”：{'、'.join(counted)}。"


def _unit(unit):
    return unit.symbol if unit.factor == 1 else f"{unit.symbol}（= {_factor(unit)}）"


def _factor(unit):
    base = next((u.symbol for u in UNITS.values() if u.dimension == unit.dimension and u.factor == 1 and u.symbol), "")
    return f"{unit.factor} {base}".rstrip()


def shapes():
    """One example for each shape, word for word from `tests/accepted`."""
    return "\n\n".join(
        f"**{title}**\n\n```yaml\n{_excerpt(shape, names.split())}\n```" for shape, (title, names) in EXAMPLES.items()
    )


def _excerpt(shape, names):
    found = []
    for path in sorted(SHAPES.glob(f"{shape}/v*/*.yaml"), reverse=True):
        if path.name in {"1.yaml", "definitions.yaml"}:
            entries = re.split(r"(?m)^(?=  - )", path.read_text(encoding="utf-8"))[1:]
            found += [(entry, name) for name in names for entry in entries if _starts(entry, name)]
    chosen = {name: entry for entry, name in reversed(found)}
    return "\n".join(dedent(re.sub(r"(?m)^  #.*\n?", "", chosen[name])).rstrip() for name in names)


def _starts(entry, name):
    return re.match(rf'  - \{{?(?:id: "{re.escape(name)}"|name: {re.escape(name)})\s*[,\n]', entry) is not None


PARTS = {"函数表": functions, "单位表": units, "形状速查": shapes}


def made(text):
    """The page `text` with its made parts as they are today."""
    for name, make in PARTS.items():
        between = re.compile(rf"(?s)(<!-- {name} -->\n).*?(\n<!-- {name}完 -->)")
        assert between.search(text), name
        text = between.sub(lambda found, make=make: f"{found[1]}\n{make()}\n{found[2]}", text)
    return text


def main():
    PAGE.write_text(made(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

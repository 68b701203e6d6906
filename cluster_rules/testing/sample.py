"""The bundled sample: a made-up cluster of sixty units, complete enough to decide every statement of the measure.

The figures follow from `seed` alone, by integer arithmetic: the same files on every machine and every version of
Python. Every name, code and number is synthetic and says so (虚构).

As it stands the sample shows one of each thing an applicant meets:

* R&D is 849 万元 short of 2 % of revenue by totals (5.3.4), and well above it as the mean of firms: not met, and
  dependent on the reading;
* the national share of research staff has not been published (5.3.12): unknown;
* four firms have not reported numerically controlled processes (5.4.4): met whatever they report;
* a title lacks its end (5.2.6), a platform awaits a judgement (5.3.10b): met in spite of it;
* experts have yet to find 5.2.7, 5.3.6 and 5.6.2: needs judgement.

`faults` change it:

| fault | what changes | what follows |
|---|---|---|
| `all-met` | `rd-ok`, `benchmark`, `judged`, and all firms report | met |
| `rd-ok` | the leader spends 1.50 % on R&D, not 1.20 % | 5.3.4 met |
| `benchmark` | the national share of research staff is given | 5.3.12 met |
| `judged` | both experts find 符合 everywhere | no judgement pending |
| `output-short` | output of the dominant industry below 300 亿元, of all firms above scale just above | 5.2.5 not met, dependent on the reading |
| `missing-nc` | fourteen firms do not report controlled processes | 5.4.4 unknown |
| `conflict` | an audit report gives the leader another R&D figure than the statistics | 5.3.4 unknown, a conflict |
| `expired-titles` | nine high-tech certificates ended before the reference date | 5.3.7 not met |
| `missing-document` | the approval of the area is not in the index of evidence | 5.1.1 not met |
| `not-found` | both experts find 不符合 on 5.5.5 | 5.5.5 not met |
| `disputed` | the experts disagree on 5.5.5 | 5.5.5 needs judgement |
| `standing` | the applicant is a government body | inadmissible |
| `joint` | a folder for each league; two rows stand in both | 4.3 met, all else the same |
| `gb18030` | tables encoded in GB18030, not UTF-8 | the same findings |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

from cluster_rules.errors import Place, RulesError
from cluster_rules.facts.texts import closest
from cluster_rules.testing.dice import Dice
from cluster_rules.testing.sample_files import Form, write_form
from cluster_rules.testing.sample_registers import (
    APPLICANT,
    Line,
    Register,
    history_register,
    listed_register,
    patents_register,
    standards_register,
    titles_register,
    units_register,
)
from cluster_rules.testing.sample_services import (
    PRODUCT,
    benchmarks_register,
    energy_register,
    evidence_register,
    founders_register,
    green_register,
    internet_registers,
    judgements_register,
    organisations_register,
    parks_register,
    platforms_register,
    sales_registers,
    talents_register,
)
from cluster_rules.testing.sample_units import CORE, OTHER, Unit, draw_units

DEFAULT_SEED = 20250331

FAULTS = (
    *("all-met", "rd-ok", "benchmark", "judged", "output-short", "missing-nc", "conflict", "expired-titles"),
    *("missing-document", "not-found", "disputed", "standing", "joint", "gb18030"),
)

#: Output of all firms above scale under `output-short`, in hundredths of 万元: 300.1 亿元.
_SHORT_TOTAL = 3_001_000 * 100


def write_sample(
    folder: str | PathLike[str], *, seed: int = DEFAULT_SEED, faults: Collection[str] = ()
) -> tuple[Path, ...]:
    """Write the sample application into `folder`, which is new or empty, and return the files in order of name.

    Raises `RulesError` for a fault that is not in the table, and for a folder that holds something.
    """
    root = Path(folder)
    _check(faults)
    new_folder(root)
    registers = draw_registers(seed, faults)
    encoding = "gb18030" if "gb18030" in faults else "utf-8-sig"
    forms = _joint(root, registers, faults) if "joint" in faults else [_whole(root, registers, faults)]
    return tuple(sorted(path for form in forms for path in write_form(form, encoding)))


def _check(faults: Collection[str]) -> None:
    for fault in faults:
        if fault not in FAULTS:
            raise RulesError.of("CR481", None, found=fault, meant=closest(fault, FAULTS) or "、".join(FAULTS))


def new_folder(root: Path) -> None:
    """Raises CR480 where `root` holds something."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise RulesError.of("CR480", Place(str(root)))


def draw_registers(seed: int, faults: Collection[str]) -> Sequence[Register]:
    """All registers of the sample, each row with the league that reports it."""
    dice = Dice(seed)
    units = draw_units(dice, 150 if {"all-met", "rd-ok"} & set(faults) else 120)
    if "output-short" in faults:
        units = _with_short_output(units)
    return (
        units_register(units, faults),
        history_register(units),
        titles_register(dice, units, faults),
        listed_register(units),
        patents_register(dice, units),
        standards_register(units),
        platforms_register(units),
        *internet_registers(units),
        parks_register(),
        green_register(units),
        energy_register(),
        *sales_registers(units),
        benchmarks_register(faults),
        talents_register(),
        organisations_register(),
        founders_register(units),
        evidence_register(faults),
        judgements_register(faults),
    )


def _with_short_output(units: Sequence[Unit]) -> list[Unit]:
    """The leader's output lowered so that all firms above scale reach 300.1 亿元, and the dominant ones do not."""
    rest = sum(unit.output for unit in units[1:] if unit.above_scale)
    return [replace(units[0], output=_SHORT_TOTAL - rest), *units[1:]]


def stated_facts(faults: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Fact → value and source."""
    kind = "机关或其派出机构" if "standing" in faults else "社会服务机构"
    joint = "是" if "joint" in faults else "否"
    return {
        "申报单位代码": (APPLICANT, "申请报告"),
        "促进组织代码": (APPLICANT, "法人登记证书"),
        "促进组织在本集群": ("是", "法人登记证书"),
        "政府引导": ("是", "政府文件"),
        "促进组织法人": ("是", "法人登记证书"),
        "促进组织类型": (kind, "法人登记证书"),
        "第三方地位": ("是", ""),
        "专业服务集群": ("是", ""),
        "参与集群工作": ("是", "促进组织工作总结"),
        "自愿申报": ("是", "申请报告"),
        "联合申报": (joint, "申请报告"),
        "地理相邻": ("是", "行政区划图"),
        "链主企业名单已发布": ("是", "主管部门文件"),
        "研发投入取数": ("研发经费", "申请报告"),
        "主导产品代码": (PRODUCT, "申请报告"),
        "主导产业行业大类": ("32", "申请报告"),
        "行业基准年度": ("2024", "统计年鉴"),
        "集群区域面积": ("86.5", "规划或批复文件"),
        "产学研合作项目数": ("37", "技术合同登记证明"),
        "环境行政处罚次数": ("1", "生态环境部门证明"),
        "支持政策文件数": ("6", "政府文件"),
    }


def _whole(root: Path, registers: Iterable[Register], faults: Collection[str]) -> Form:
    tables = [(register, _lines(register, None)) for register in registers]
    return Form(root, "云川稀土新材料集群（虚构）", stated_facts(faults), [*tables, *_audit(registers, faults)])


def _lines(register: Register, league: str | None) -> list[Line]:
    """The rows that `league` reports; those of the whole for the empty one, and all for None."""
    return [line for reporter, line in register.lines if league is None or reporter == league]


def _joint(root: Path, registers: Sequence[Register], faults: Collection[str]) -> list[Form]:
    """The form of the whole, and one of each league in a folder of its name."""
    common = [r for r in registers if all(not league for league, _ in r.lines)]
    reported = [r for r in registers if r not in common]
    whole = _whole(root, common, faults)
    forms = [replace(whole, parts=(CORE, OTHER))]
    for league in (CORE, OTHER):
        tables = [(register, _shared(register, league)) for register in reported]
        audit = _audit(registers, faults) if league == CORE else []
        forms.append(Form(root / league, f"云川稀土新材料集群（虚构）{league}部分", {}, [*tables, *audit]))
    return forms


def _shared(register: Register, league: str) -> list[Line]:
    """The rows of `league`; the first patent and the first standard belong to units of both, and stand in both."""
    lines = _lines(register, league)
    if league == OTHER and register.name in ("专利", "标准"):
        first = next(line for reporter, line in register.lines if reporter == CORE)
        return [first, *lines]
    return lines


def _audit(registers: Iterable[Register], faults: Collection[str]) -> list[tuple[Register, list[Line]]]:
    """What an audit report says of the leader under `conflict`."""
    units = next((register for register in registers if register.name == "企业"), None)
    if "conflict" not in faults or units is None:
        return []
    leader = units.lines[0][1]
    other = "18000.00" if {"all-met", "rd-ok"} & set(faults) else "22500.00"
    line = {"统一社会信用代码": leader["统一社会信用代码"], "研发经费": other}
    return [(Register("企业", [], "审计报告", "会计师事务所（虚构）", "E-20", complete=False), [line])]

"""The findings of the provisional edition as one would write them by hand: plain Python, each register passed once.

Exact, under the default readings, from the same bound records as the engine. It is the yardstick of the benchmark and no
authority on meaning; `test_by_hand.py` compares it with the engine. Every register is taken to be complete.

A truth is True, False, or the set of the kinds of reasons why it is open.
"""

from fractions import Fraction
from itertools import pairwise

from cluster_rules.model.values import Partial

QUALITY = {"创新型中小企业", "专精特新中小企业", "专精特新小巨人企业", "制造业单项冠军企业"}
PLATFORMS = {"制造业创新中心", "技术创新中心", "产业创新中心", "重点实验室", "工程研究中心", "工业设计中心"}
PLATFORMS |= {"企业设计中心", "全国重点实验室", "企业技术中心"}
JUDGED = ("5.1.3", "5.1.4", "5.1.5", "5.1.6", "5.1.8", "5.2.1", "5.2.2", "5.2.7", "5.3.1", "5.3.3", "5.3.6", "5.3.8")
JUDGED += ("5.3.11", "5.4.1", "5.4.2", "5.5.1", "5.5.2", "5.5.4", "5.5.5", "5.5.7", "5.6.1", "5.6.2", "5.6.3", "5.6.4")
DOCUMENTS = ("5.1.1", "5.1.2", "5.3.2", "5.5.6", "5.5.8")
YUAN_YI = 100_000_000


def kinds(value):
    return frozenset(reason.kind for reason in value.reasons)


def is_one_of(value, wanted):
    if type(value) is not Partial:
        return value in wanted
    return kinds(value) if value.options is None or value.options & wanted else False


def yes(value):
    return value if type(value) is bool else kinds(value)


def all_of(*truths):
    if False in truths:
        return False
    return frozenset().union(*(truth for truth in truths if truth is not True)) or True


def any_of(*truths):
    if True in truths:
        return True
    return frozenset().union(*(truth for truth in truths if truth is not False)) or False


def at_least(value, bound):
    """Whether a number, or one within bounds, is not below `bound`."""
    if type(value) is not Partial:
        return value >= bound
    if value.low is not None and value.low >= bound:
        return True
    return False if value.high is not None and value.high < bound else kinds(value)


def valid(record, day, start="起", end="止"):
    """Whether a title binds on `day`, both ends included."""
    first, last = record[start], record[end]
    if type(first) is not Partial and type(last) is not Partial:
        return first <= day <= last
    begun = first <= day if type(first) is not Partial else False if first.low and first.low > day else kinds(first)
    going = last >= day if type(last) is not Partial else False if last.high and last.high < day else kinds(last)
    return all_of(begun, going)


def rows(facts, register):
    """The records of a register, each with whether it is there at all."""
    found = facts.registers[register]
    for index, record in enumerate(found.records):
        doubt = found.doubts[index] if found.doubts else ()
        yield record, frozenset(reason.kind for reason in doubt) or True


class Total:
    """A sum or a count with its bounds, `high` None for none, and the kinds of reasons why they differ."""

    __slots__ = ("high", "low", "why")

    def __init__(self):
        self.low, self.high, self.why = 0, 0, frozenset()

    def count(self, truth):
        if truth is True:
            self.low += 1
            self.high += 1
        elif truth is not False:
            self.high += 1
            self.why |= truth

    def add(self, value):
        if type(value) is not Partial:
            self.low += value
            self.high = None if self.high is None else self.high + value
            return
        self.low += value.low or 0
        self.high = None if self.high is None or value.high is None else self.high + value.high
        self.why |= kinds(value)

    def bounds(self):
        return self.low, self.high, self.why


class Distinct:
    """How many different keys there are."""

    __slots__ = ("maybe", "sure")

    def __init__(self):
        self.sure, self.maybe = set(), {}

    def add(self, key, truth):
        if truth is True:
            self.sure.add(key)
        elif truth is not False:
            self.maybe[key] = truth | self.maybe.get(key, frozenset())

    def bounds(self):
        open_ones = [why for key, why in self.maybe.items() if key not in self.sure]
        return len(self.sure), len(self.sure) + len(open_ones), frozenset().union(*open_ones)


def ratio(top, bottom):
    low = Fraction(top.low, bottom.high) if bottom.high else Fraction(0)
    high = Fraction(top.high, bottom.low) if top.high is not None and bottom.low else None
    return low, high, top.why | bottom.why


def status(truth):
    if type(truth) is bool:
        return "met" if truth else "not_met"
    return "needs_judgement" if truth == {"judgement"} else "unknown"


def required(bounds, bound):
    low, high, why = bounds
    truth = True if low >= bound else False if high is not None and high < bound else why
    return status(truth), low, high


def by_hand(facts):
    """Each criterion's status, with the bounds of its indicator where it has one."""
    holders = titles(facts)
    inside, found = firms(facts, holders)
    found |= products(facts, inside)
    found |= innovation(facts)
    found |= platforms(facts)
    found |= digital(facts)
    found |= green(facts, inside)
    found |= people(facts)
    found |= emissions(facts)
    found |= standing(facts)
    found |= attested(facts)
    return found


def titles(facts):
    """Holders of each kind of title: code → truth."""
    day = facts.facts["基准日"]
    quality, technology, listed = {}, {}, {}
    for record, there in rows(facts, "资质"):
        holders = quality if record["类型"] in QUALITY else technology if record["类型"] == "高新技术企业" else None
        if holders is not None:
            note(holders, record, all_of(there, valid(record, day)))
    for record, there in rows(facts, "上市公司"):
        board = is_one_of(record["市场"], {"全国股转系统"})
        elsewhere = not board if type(board) is bool else board
        own = is_one_of(record["关系"], {"本企业"})
        note(listed, record, all_of(there, own, elsewhere, valid(record, day, "上市日期", "止")))
    return quality, technology, listed


def note(holders, record, truth):
    code = record["统一社会信用代码"]
    holders[code] = any_of(holders.get(code, False), truth)


def firms(facts, holders):
    """One pass over the firms: codes by place, and the findings that come from them."""
    totals = {
        name: Total() for name in ("链主", "关联", "产值", "优质", "上市", "高新", "投入", "收入", "科研", "从业")
    }
    totals |= {name: Total() for name in ("规上", "工具", "数字", "数控")}
    listed_chain = facts.facts["链主企业名单已发布"]
    chain = "链主企业" if listed_chain is True else "链主地位" if listed_chain is False else None
    spending = facts.facts["研发投入取数"]
    inside = {}, {}
    for firm, there in rows(facts, "企业"):
        registered, operating = all_of(there, yes(firm["在集群注册"])), all_of(there, yes(firm["在集群经营"]))
        inside[0][firm["统一社会信用代码"]] = any_of(registered, operating)
        inside[1][firm["统一社会信用代码"]] = operating
        membership(totals, firm, registered, any_of(registered, operating), holders)
        leader = kinds(listed_chain) if chain is None else yes(firm[chain])
        large = at_least(firm["营业收入"], 20 * YUAN_YI)
        totals["链主"].count(all_of(registered, large, yes(firm["独立法人"]), leader))
        if all_of(operating, is_one_of(firm["行业类别"], {"工业"}), yes(firm["规模以上"])) is True:
            industry(totals, firm, firm["研发费用" if spending == "研发费用" else "研发经费"])
    return inside, firm_findings(facts, totals)


def membership(totals, firm, registered, member, holders):
    code = firm["统一社会信用代码"]
    quality, technology, listed = (found.get(code, False) for found in holders)
    totals["优质"].count(all_of(member, quality))
    totals["高新"].count(all_of(member, yes(firm["主导产业"]), technology))
    totals["上市"].count(all_of(registered, listed))


def industry(totals, firm, spending):
    """What an industrial firm above scale adds."""
    totals["规上"].count(True)
    totals["关联"].count(yes(firm["产业关联"]))
    totals["投入"].add(spending)
    totals["收入"].add(firm["营业收入"])
    totals["科研"].add(firm["科研人员"])
    totals["从业"].add(firm["从业人员"])
    totals["数控"].add(firm["关键工序数控化率"])
    totals["工具"].count(yes(firm["数字化研发设计工具"]))
    totals["数字"].count(yes(firm["全面数字化"]))
    if firm["主导产业"] is True:
        totals["产值"].add(firm["工业总产值"])


def firm_findings(facts, totals):
    everyone = totals["规上"]
    return {
        "5.2.3": required(totals["链主"].bounds(), 1),
        "5.2.4": required(totals["关联"].bounds(), 20),
        "5.2.5": required(totals["产值"].bounds(), 300 * YUAN_YI),
        "5.2.6": required(totals["优质"].bounds(), 20),
        "5.2.8": required(totals["上市"].bounds(), 1),
        "5.3.4": required(ratio(totals["投入"], totals["收入"]), Fraction(2, 100)),
        "5.3.7": required(totals["高新"].bounds(), 20),
        "5.3.12": leading(facts, ratio(totals["科研"], totals["从业"])),
        "5.4.3": required(ratio(totals["工具"], everyone), Fraction(60, 100)),
        "5.4.4": required(ratio(totals["数控"], everyone), Fraction(50, 100)),
        "5.4.5": required(ratio(totals["数字"], everyone), Fraction(30, 100)),
    }


def leading(facts, share):
    """Whether the share of researchers lies above the average of the trade."""
    wanted = ("科研人员占比", facts.facts["主导产业行业大类"], "全国", facts.facts["行业基准年度"])
    low, high, why = share
    for record, _ in rows(facts, "基准值"):
        if (record["指标"], record["行业"], record["地区"], record["年份"]) == wanted:
            mean = record["数值"]
            least, most = (mean.low, mean.high) if type(mean) is Partial else (mean, mean)
            truth = True if low > most else False if high is not None and high <= least else why
            return status(truth or kinds(mean) if truth is not False else False), low, high
    return "unknown", low, high


def products(facts, inside):
    product, year, sold = facts.facts["主导产品代码"], facts.facts["数据年"], Total()
    for record, there in rows(facts, "产品销售"):
        operating = inside[1].get(record["统一社会信用代码"], False)
        if record["产品代码"] == product and record["年度"] == year and all_of(there, operating) is True:
            sold.add(record["销售额"])
    for record, _ in rows(facts, "产品市场"):
        if record["代码"] == product and record["年份"] == year:
            market = Total()
            market.add(record["全国销售额"])
            return {"5.1.7": required(ratio(sold, market), Fraction(20, 100))}
    return {"5.1.7": ("unknown", None, None)}


def innovation(facts):
    """Patents and standards."""
    day, domestic, abroad, standards = facts.facts["基准日"], Total(), Distinct(), Distinct()
    for record, there in rows(facts, "专利"):
        ours = all_of(there, yes(record["权利人属集群"]), valid(record, day, "公告日期", "止"))
        granted = all_of(ours, is_one_of(record["文献种类"], {"授权"}))
        domestic.count(all_of(granted, is_one_of(record["授权地"], {"国内"})))
        foreign = all_of(granted, is_one_of(record["授权地"], {"境外"}), yes(record["PCT途径"]))
        abroad.add(record["国际申请号"], foreign)
    for record, there in rows(facts, "标准"):
        kind = is_one_of(record["标准性质"], {"GB", "GB/T", "GB/Z"})
        role = is_one_of(record["角色"], {"牵头", "参与"})
        current = valid(record, day, "实施日期", "止")
        standards.add(record["标准号"], all_of(there, kind, role, yes(record["起草单位属主导产业"]), current))
    low, high, why = abroad.bounds()
    patents = domestic.low + low, domestic.high + high, domestic.why | why
    return {"5.3.5": required(patents, 20), "5.3.9": required(standards.bounds(), 4)}


def platforms(facts):
    day, national, regional = facts.facts["基准日"], {}, {}
    for record, there in rows(facts, "公共服务平台"):
        known = any_of(is_one_of(record["类型"], PLATFORMS), yes(record["类似平台"]))
        truth = all_of(there, yes(record["属集群"]), valid(record, day), known)
        levels = {"国家级": national, "自治区级": regional}.get(record["级别"])
        if levels is not None:
            levels[record["平台编号"]] = any_of(levels.get(record["平台编号"], False), truth)
    return {
        "5.3.10a": required(counted(national), 2),
        "5.3.10b": required(counted(regional, national), 5),
    }


def counted(members, besides=None):
    """How many of `members` hold, without those that hold in `besides`."""
    total = Total()
    for key, truth in members.items():
        other = (besides or {}).get(key, False)
        total.count(all_of(truth, not other if type(other) is bool else other))
    return total.bounds()


def digital(facts):
    day, nodes, internet = facts.facts["基准日"], Total(), Distinct()
    for record, there in rows(facts, "标识解析二级节点"):
        nodes.count(all_of(there, yes(record["属集群"]), valid(record, day)))
    for record, there in rows(facts, "工业互联网平台"):
        level = is_one_of(record["级别"], {"国家级", "自治区级"})
        internet.add(record["平台编号"], all_of(there, yes(record["属集群"]), level, valid(record, day)))
    return {"5.4.6": required(nodes.bounds(), 1), "5.4.7": required(internet.bounds(), 1)}


def green(facts, inside):
    day, national, regional, elsewhere = facts.facts["基准日"], {}, {}, {}
    parks = {record["园区代码"]: there for record, there in rows(facts, "园区")}
    for record, there in rows(facts, "绿色制造"):
        code, binding = record["主体代码"], all_of(there, valid(record, day))
        ours = any_of(inside[0].get(code, False), parks.get(code, False))
        levels = national if record["级别"] == "国家级" else regional if record["级别"] == "自治区级" else {}
        levels[code] = any_of(levels.get(code, False), all_of(binding, ours))
        if record["级别"] == "国家级":
            elsewhere[code] = any_of(elsewhere.get(code, False), binding)
    return {"5.5.9a": required(counted(national), 3), "5.5.9b": required(counted(regional, elsewhere), 5)}


def people(facts):
    day, talents, bodies = facts.facts["基准日"], Distinct(), Total()
    for record, there in rows(facts, "人才"):
        level = is_one_of(record["级别"], {"国家级", "自治区级"})
        bound = all_of(yes(record["劳动关系"]), at_least(record["在岗天数"], 183), yes(record["长期工作确认"]))
        talents.add(record["人员代号"], all_of(there, level, yes(record["在集群工作"]), bound))
    for record, there in rows(facts, "行业组织"):
        kept = is_one_of(record["登记备案"], {"民政登记", "部门备案"})
        current = valid(record, day, "登记备案日期", "止")
        bodies.count(all_of(there, kept, yes(record["在集群所在地"]), yes(record["产业相关"]), current))
    return {"5.6.5": required(bodies.bounds(), 1), "5.6.6": required(talents.bounds(), 1)}


def emissions(facts):
    """Whether carbon dioxide for each yuan of value added has fallen twice running."""
    year = facts.facts["数据年"]
    years = {day: (Total(), Total()) for day in range(year - 2, year + 1)}
    for record, _ in rows(facts, "能耗碳排放"):
        if record["年度"] in years:
            emitted, added = years[record["年度"]]
            emitted.add(record["二氧化碳排放量"])
            added.add(record["工业增加值"])
    shares = [ratio(*years[day]) for day in sorted(years)]
    steps = [fallen(before, after) for before, after in pairwise(shares)]
    return {"5.5.3": (status(all_of(*steps)), *shares[-1][:2])}


def fallen(before, after):
    if after[1] is not None and after[1] < before[0]:
        return True
    return False if before[1] is not None and after[0] >= before[1] else before[2] | after[2]


def standing(facts):
    value = {name: yes(found) if type(found) in (bool, Partial) else found for name, found in facts.facts.items()}
    founders = []
    for record, there in rows(facts, "发起人"):
        named = is_one_of(record["类型"], {"集群龙头企业", "社会团体", "科研机构"})
        alike = all_of(is_one_of(record["类型"], {"其他"}), yes(record["类似发起人"]))
        founders.append(all_of(there, any_of(named, alike)))
    state = is_one_of(facts.facts["促进组织类型"], {"机关或其派出机构"})
    body = all_of(value["促进组织法人"], not state if type(state) is bool else state, value["第三方地位"])
    same = all_of(is_one_of(facts.facts["申报单位代码"], {facts.facts["促进组织代码"]}))
    truths = {
        "3.1": all_of(value["促进组织在本集群"], value["政府引导"]),
        "3.2": any_of(*founders),
        "3.3": all_of(body, value["专业服务集群"]),
        "3.4": value["参与集群工作"],
        "4.1": same,
        "4.2": value["自愿申报"],
        "4.3": all_of(value["联合申报"], value["地理相邻"]),
        "4.3.1": True,
    }
    return {name: (status(truth), None, None) for name, truth in truths.items()}


def attested(facts):
    """What people judge, and what a document shows."""
    found = {name: (status(yes(facts.facts[f"专家判断[{name}]"])), None, None) for name in JUDGED}
    totals = {name: Total() for name in DOCUMENTS}
    for record, there in rows(facts, "佐证材料"):
        if record["条款"] in totals:
            totals[record["条款"]].count(there)
    return found | {name: required(total.bounds(), 1) for name, total in totals.items()}

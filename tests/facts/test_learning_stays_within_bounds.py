"""What is learnt of a blank lies within the bounds that stood for it, so nothing settled changes (semantics 8)."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_rules.errors import RulesError
from cluster_rules.facts import bind, from_data
from cluster_rules.model.values import Partial
from tests.facts.dictionary import DICTIONARY, code

DAYS = st.integers(0, 3000).map(lambda days: (date(2018, 2, 26) + timedelta(days)).isoformat())
FIRM = st.fixed_dictionaries(
    {
        "盟市": st.sampled_from(["甲市", "乙盟"]),
        "规模以上": st.sampled_from(["是", "否"]),
        "营业收入": st.integers(-5, 5).map(str),
        "数控化率": st.integers(-5, 105).map(str),
        "从业人员": st.integers(0, 9).map(str),
    }
)
TITLE = st.fixed_dictionaries(
    {
        "类型": st.sampled_from(["高新技术企业", "绿色工厂", "小巨人"]),
        "起": DAYS | st.just(""),
        "止": DAYS | st.just(""),
    }
)


def record(register, row):
    data = {"registers": {register: {"rows": [{"统一社会信用代码": code(1), **row}]}}}
    [found] = bind(from_data(data), DICTIONARY).registers[register].records
    return found


def within(value, bounds):
    if not isinstance(bounds, Partial):
        return value == bounds
    if isinstance(value, Partial):
        return (bounds.low is None or (value.low is not None and value.low >= bounds.low)) and (
            bounds.high is None or (value.high is not None and value.high <= bounds.high)
        )
    if bounds.options is not None:
        return value in bounds.options
    return (bounds.low is None or value >= bounds.low) and (bounds.high is None or value <= bounds.high)


def check(register, row, blanks):
    try:
        known = record(register, row)
    except RulesError:
        return
    partly = record(register, {name: "" if name in blanks else value for name, value in row.items()})
    for name, value in known.items():
        assert within(value, partly[name]), name


@settings(deadline=None)
@given(FIRM, st.sets(st.sampled_from(["盟市", "规模以上", "营业收入", "数控化率", "从业人员"])))
def test_a_firm(row, blanks):
    check("企业", row, blanks)


@settings(deadline=None)
@given(TITLE, st.sets(st.sampled_from(["起", "止"])))
def test_a_title_that_expires(row, blanks):
    # A blank end without expiry says that there is none: an end given later is a correction, not learning.
    check("资质", row, blanks - ({"止"} if row["类型"] == "绿色工厂" else set()))


@settings(deadline=None)
@given(FIRM)
def test_a_further_record_lies_within_the_blank_one(row):
    try:
        known = record("企业", row)
    except RulesError:
        return
    blank = bind(from_data({}), DICTIONARY).registers["企业"].blank
    assert all(within(known[name], blank[name]) for name in row)

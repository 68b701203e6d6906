"""The identity key of a record is told from that of any other record, whatever its parts are made of."""

from hypothesis import given
from hypothesis import strategies as st

from cluster_rules.facts import bind, from_data
from cluster_rules.facts.correction import corrected
from cluster_rules.model.dictionary import Dictionary, FactType, RegisterType
from cluster_rules.model.keys import key_parts, key_text
from cluster_rules.model.types import NumberType, TextType
from cluster_rules.model.units import UNITS

PARTS = st.lists(st.text(alphabet=r"甲、\乙/", min_size=1, max_size=4), min_size=1, max_size=3)


@given(PARTS)
def test_a_key_is_read_back_as_its_parts(parts):
    assert key_parts(key_text(parts), len(parts)) == tuple(parts)


@given(PARTS, PARTS)
def test_two_keys_have_two_texts(one, other):
    if len(one) == len(other):
        assert (key_text(one) == key_text(other)) == (one == other)


TEXT = TextType()
FIELDS = {f.name: f for f in (FactType("牵头", TEXT), FactType("配合", TEXT), FactType("得分", NumberType()))}
DICTIONARY = Dictionary({}, {"项目": RegisterType("项目", ("牵头", "配合"), FIELDS, UNITS["项"])})
ONE, OTHER = {"牵头": "甲、乙", "配合": "丙"}, {"牵头": "甲", "配合": "乙、丙"}


def projects(*tables):
    data = {"registers": {"项目": [{"source": f"来源{n}", "rows": rows} for n, rows in enumerate(tables)]}}
    return from_data(data)


def test_names_with_the_separator_in_them_stay_two_records():
    for tables in ([[ONE, OTHER]], [[ONE], [OTHER]]):
        found = bind(projects(*tables), DICTIONARY)
        assert {record["牵头"] for record in found.registers["项目"].records} == {"甲", "甲、乙"}
        assert found.conflicts == ()


def test_a_correction_of_one_leaves_the_other():
    sheet = corrected(projects([ONE, OTHER]), r"项目[甲\、乙、丙].得分", "5", "补正", DICTIONARY)
    records = bind(sheet, DICTIONARY).registers["项目"].records
    assert {record["牵头"]: record["得分"] == 5 for record in records} == {"甲、乙": True, "甲": False}
    added = corrected(projects([ONE]), r"项目[甲、乙\、丙].得分", "5", "补正", DICTIONARY, new_row=True)
    assert bind(added, DICTIONARY).registers["项目"].keys == (r"甲\、乙、丙", r"甲、乙\、丙")

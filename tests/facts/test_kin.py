"""Several rows about one thing say the same of it: drafters of one standard cannot have it abolished and in force."""

import pytest

from cluster_rules import RulesError, load
from tests.facts.dictionary import code

RULES = load("nmg-advanced-manufacturing-cluster", edition="provisional")
DAY = "2025-03-31"


def decided(*rows):
    """Three standards that are in force, and what several units say of a fourth."""
    plain = {"标准性质": "GB/T", "起草单位属主导产业": "是", "角色": "参与", "实施日期": "2023-01-01"}
    others = [{**plain, "标准号": f"GB/T {number}", "起草单位代码": code(1)} for number in (1, 2, 3)]
    fourth = [{**plain, "标准号": "GB/T 4", "起草单位代码": code(place), **row} for place, row in enumerate(rows, 1)]
    register = {"complete": True, "source": "申报表", "rows": [*others, *fourth]}
    return RULES.decide({"data_year": 2024, "reference_date": DAY, "registers": {"标准": register}})


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([{}], "met"),
        ([{"止": "2024-12-31"}], "not_met"),
        ([{"止": "2024-12-31"}, {"止": "2024-12-31"}], "not_met"),
        ([{"止": "2024-12-31"}, {"止": ""}], "not_met"),
        ([{"止": ""}, {"止": "2024-12-31"}], "not_met"),
        ([{"止": "2024-12-31"}, {"止": "2025-03-31"}], "unknown"),
        ([{"止": "2024-12-31"}, {"止": "2025-01-31"}], "not_met"),
        ([{"止": "2024-12-31"}, {"止": "长期"}], "unknown"),
        ([{"实施日期": "2025-04-01"}, {}], "unknown"),
        ([{"标准性质": "行业标准"}, {}], "unknown"),
        ([{"角色": "牵头"}, {}], "met"),
    ],
)
def test_what_units_say_of_one_standard_is_one_claim(rows, status):
    assert decided(*rows)["5.3.9"].status == status


def test_both_claims_are_named():
    reasons = decided({"止": "2024-12-31"}, {"止": "2025-03-31"})["5.3.9"].reasons
    assert {reason.kind for reason in reasons} == {"conflict"}


def test_each_says_what_its_own_row_is_about():
    with pytest.raises(RulesError) as refused:
        decided({"止": "2022-12-31"}, {})
    assert {found.code for found in refused.value.diagnostics} == {"CR460"}

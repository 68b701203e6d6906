"""Working days in China, held against the notices of the General Office as written down here once more."""

import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_rules.errors import RulesError
from cluster_rules.model.procedure import Period, Yearly
from cluster_rules.procedure import load_calendar, term
from cluster_rules.procedure.terms import due_day, ending, reminders

CALENDAR = load_calendar()


def stretch(first, last):
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=offset) for offset in range((end - start).days + 1)}


#: From the notices of 2024-11-12 and 2025-11-04: the days off, and the weekend days that are worked.
HOLIDAYS = {
    *stretch("2025-01-01", "2025-01-01"),
    *stretch("2025-01-28", "2025-02-04"),
    *stretch("2025-04-04", "2025-04-06"),
    *stretch("2025-05-01", "2025-05-05"),
    *stretch("2025-05-31", "2025-06-02"),
    *stretch("2025-10-01", "2025-10-08"),
    *stretch("2026-01-01", "2026-01-03"),
    *stretch("2026-02-15", "2026-02-23"),
    *stretch("2026-04-04", "2026-04-06"),
    *stretch("2026-05-01", "2026-05-05"),
    *stretch("2026-06-19", "2026-06-21"),
    *stretch("2026-09-25", "2026-09-27"),
    *stretch("2026-10-01", "2026-10-07"),
}
MADE_UP = {
    *map(date.fromisoformat, ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")),
    *map(date.fromisoformat, ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")),
}


def works(day):
    return day in MADE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


def naive_end(start, count, first_day):
    """By hand: tick off working days one by one."""
    day = start if first_day == "included" else start + timedelta(days=1)
    while True:
        count -= works(day)
        if count == 0:
            return day
        day += timedelta(days=1)


def end(start, count, first_day="excluded"):
    return ending(count, "working_day", start, first_day, CALENDAR).day


@pytest.mark.parametrize("day", sorted(stretch("2025-01-01", "2026-12-31")))
def test_every_day_of_two_years_is_as_the_notices_say(day):
    assert CALENDAR.status(day).working is works(day)


@pytest.mark.parametrize(
    ("start", "excluded", "included"),
    [
        ("2026-09-28", "2026-10-10", "2026-10-09"),  # the holiday of October, and a Saturday that is worked
        ("2026-02-13", "2026-02-27", "2026-02-26"),
        ("2025-12-25", "2026-01-04", "2025-12-31"),  # across a year, to a Sunday that is worked
        ("2026-10-03", "2026-10-13", "2026-10-13"),  # a day that is no working day is not the first either way
    ],
)
def test_five_working_days(start, excluded, included):
    start = date.fromisoformat(start)
    assert end(start, 5).isoformat() == excluded
    assert end(start, 5, "included").isoformat() == included


DAYS = st.dates(date(2025, 1, 1), date(2026, 10, 31))
COUNTS = st.integers(1, 20)
FIRST = st.sampled_from(["excluded", "included"])


@given(DAYS, COUNTS, FIRST)
def test_agrees_with_ticking_off_days(start, count, first_day):
    assert end(start, count, first_day) == naive_end(start, count, first_day)


@given(DAYS, DAYS, COUNTS, COUNTS, FIRST)
def test_a_later_start_or_a_longer_period_never_ends_earlier(one, other, count, more, first_day):
    assert end(min(one, other), count, first_day) <= end(max(one, other), count, first_day)
    assert end(one, count, first_day) < end(one, count + more, first_day)


@given(st.dates(date(2025, 1, 1), date(2026, 6, 30)), COUNTS, COUNTS)
def test_two_periods_in_a_row_are_their_sum(start, count, more):
    assert end(end(start, count), more) == end(start, count + more)


@given(DAYS, COUNTS, FIRST)
def test_the_walk_numbers_the_days_that_count_and_says_why_the_others_do_not(start, count, first_day):
    walk = ending(count, "working_day", start, first_day, CALENDAR).walk
    assert [walked.day for walked in walk] == [start + timedelta(days=offset) for offset in range(len(walk))]
    assert [walked.number for walked in walk if walked.number] == list(range(1, count + 1))
    assert all((walked.number > 0) is (walked.status.working and not walked.left_out) for walked in walk)


PUBLICITY = Period(5, "working_day", "", {"当日不计入": "excluded", "当日计入": "included"}, "later", "A23")


def test_both_readings_are_shown_and_the_later_is_kept():
    found = term(PUBLICITY, date(2025, 12, 25), CALENDAR)
    assert [(ending.reading, ending.day.isoformat()) for ending in found.endings] == [
        ("当日不计入", "2026-01-04"),
        ("当日计入", "2025-12-31"),
    ]
    assert found.day == date(2026, 1, 4)


def test_an_unknown_year_leaves_the_end_undetermined():
    last = max(CALENDAR.years)
    found = term(PUBLICITY, date(last, 12, 28), CALENDAR)
    assert (found.day, found.unknown_year) == (None, last + 1)
    assert found.endings[0].walk[-1].status is None


def test_the_last_days_of_december_may_still_change():
    last = max(CALENDAR.years)
    assert term(PUBLICITY, date(last, 12, 21), CALENDAR).provisional is False
    late = Period(7, "working_day", "", {"当日计入": "included"}, "later")
    assert term(late, date(last, 12, 21), CALENDAR).provisional is True
    assert term(late, date(2025, 12, 21), CALENDAR).provisional is False


def test_calendar_days_count_every_day_and_need_no_schedule():
    found = ending(10, "day", date(2030, 2, 20), "excluded", CALENDAR)
    assert (found.day, found.provisional) == (date(2030, 3, 2), False)


def test_the_yearly_day_is_not_moved_and_the_reminder_is_on_a_working_day():
    report = Yearly(1, 31, "none", "A24")
    assert due_day(report, 2026, CALENDAR).day == date(2026, 1, 31)
    assert due_day(report, 2026, CALENDAR).working_day == date(2026, 1, 30)
    assert due_day(report, 2025, CALENDAR).working_day == date(2025, 1, 27)
    unknown = due_day(report, max(CALENDAR.years) + 1, CALENDAR)
    assert unknown.day is not None
    assert unknown.working_day is None


@pytest.mark.parametrize(("roll", "day"), [("none", 31), ("previous", 30), ("next", None)])
def test_other_procedures_may_move_the_day(roll, day):
    assert due_day(Yearly(1, 31, roll), 2026, CALENDAR).day == (date(2026, 1, day) if day else date(2026, 2, 2))


def test_reminders_are_thirty_fifteen_and_five_days_before():
    days = [(left, day.isoformat()) for left, day in reminders(date(2026, 1, 31))]
    assert days == [(30, "2026-01-01"), (15, "2026-01-16"), (5, "2026-01-26")]


NEXT = """\
years:
  - year: 2027
    source: 测试用（虚构）
    holidays:
      - {name: 元旦, from: 2027-01-01, to: 2027-01-03}
    make_up_days:
      - {day: 2027-01-09, name: 元旦}
"""


def written(tmp_path, text):
    path = tmp_path / "calendar.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_brings_a_year_that_is_not_known(tmp_path):
    calendar = load_calendar(written(tmp_path, NEXT))
    found = term(PUBLICITY, date(2026, 12, 28), calendar)
    assert [ending.day.isoformat() for ending in found.endings] == ["2027-01-05", "2027-01-04"]
    assert calendar.status(date(2027, 1, 9)).reason == "make_up"
    assert calendar.years[2027].source == "测试用（虚构）"
    assert calendar.fingerprint((2026,)) == CALENDAR.fingerprint((2026,))
    assert calendar.fingerprint() != CALENDAR.fingerprint()


def test_a_year_that_is_known_may_be_said_again_but_not_otherwise(tmp_path):
    known = CALENDAR.years[2004]
    holidays = "".join(f"      - {{name: 假期, from: {day}, to: {day}}}\n" for day in known.holidays)
    made_up = "".join(f"      - {{day: {day}, name: 假期}}\n" for day in known.make_up_days)
    same = f"years:\n  - year: 2004\n    source: 虚构\n    holidays:\n{holidays}    make_up_days:\n{made_up}"
    assert load_calendar(written(tmp_path, same)).fingerprint() == CALENDAR.fingerprint()
    with pytest.raises(RulesError, match="CR823"):
        load_calendar(written(tmp_path, NEXT.replace("2027", "2026").partition("    make_up")[0]))


def test_without_the_package_it_is_said_what_to_install(monkeypatch):
    from cluster_rules.procedure import holidays

    holidays._years.cache_clear()
    monkeypatch.setitem(sys.modules, "chinese_calendar.constants", None)
    with pytest.raises(RulesError, match="CR820"):
        load_calendar()
    holidays._years.cache_clear()

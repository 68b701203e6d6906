"""How a calendar file is written: the holiday schedules of years that the package does not know yet."""

from __future__ import annotations

from pydantic import Field

from cluster_rules.compiler.located import Day, Located, Text


class HolidayEntry(Located):
    """一个假期"""

    name: Text = Field(title="假期名称")
    first: Day = Field(alias="from", title="首日")
    last: Day = Field(alias="to", title="末日", description="含当日")


class MakeUpEntry(Located):
    """一个调休上班的周末"""

    day: Day = Field(title="日期")
    name: Text = Field(title="为哪个假期")


class YearEntry(Located):
    """一年的节假日安排"""

    year: Text = Field(title="年份")
    source: Text = Field(title="出处", description="国务院办公厅通知的名称和文号")
    holidays: tuple[HolidayEntry, ...] = Field(title="假期")
    make_up_days: tuple[MakeUpEntry, ...] = Field((), title="调休上班日")


class CalendarFile(Located):
    """节假日安排：程序内置日历还不知道的年份"""

    years: tuple[YearEntry, ...] = Field((), title="各年")

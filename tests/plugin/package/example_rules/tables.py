"""A notation: a condition as a table. Two lines say which condition it is, the others are its criteria.

认定条件,版本号,标题,条款
1,1.0.0,园地,第一条
条目号,引文,指标,要求
1.1,有园地 3 家以上,count(园地),≥ 3 家
"""

import csv

from cluster_rules.plugins import Place, YamlList, YamlMap, YamlText

KEYS = {
    "认定条件": "condition",
    "版本号": "version",
    "标题": "title",
    "条款": "provision",
    "条目号": "id",
    "引文": "quote",
    "指标": "indicator",
    "要求": "require",
}


def read(text, file):
    """The tree that the same condition written in YAML would give."""
    rows = [(number, row) for number, row in enumerate(csv.reader(text.splitlines()), 1) if any(row)]
    (_, names), about, (_, columns), *criteria = rows
    condition = record(names, *about, file)
    items = tuple(record(columns, number, row, file) for number, row in criteria)
    listed = YamlList(items, items[0].place)
    entries = {**condition.entries, "criteria": listed}
    return YamlMap(entries, condition.place, {**condition.key_places, "criteria": listed.place})


def record(names, number, row, file):
    """One line as a map. A column counts characters as they stand where no cell is quoted."""
    entries, column = {}, 1
    for name, cell in zip(names, row, strict=True):
        place = Place(file, number, column)
        if cell.strip():
            entries[KEYS[name.strip()]] = YamlText(cell, place, place)
        column += len(cell) + 1
    return YamlMap(entries, Place(file, number, 1), {key: entry.place for key, entry in entries.items()})

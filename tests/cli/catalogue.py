"""Compiles the catalogue of click's words. Run as a script to write the .mo beside the .po."""

import ast
import struct
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "cluster_rules/cli/locale/zh_CN/LC_MESSAGES"
SOURCE, COMPILED = FOLDER / "cluster_rules.po", FOLDER / "cluster_rules.mo"


def entries(text):
    """Message → translation; a plural message holds both its forms, apart by NUL."""
    found = {}
    for block in text.split("\n\n"):
        fields, key = {}, None
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if not line.startswith('"'):
                key, _, line = line.partition(" ")
            fields[key] = fields.get(key, "") + ast.literal_eval(line)
        if fields:
            message = "\0".join(fields[name] for name in ("msgid", "msgid_plural") if name in fields)
            found[message] = fields.get("msgstr", fields.get("msgstr[0]"))
    return found


def compiled(text):
    """The same in the binary format of GNU gettext."""
    pairs = [(a.encode(), b.encode()) for a, b in sorted(entries(text).items())]
    start = 28 + 16 * len(pairs)
    texts, tables = b"", ([], [])
    for side, table in enumerate(tables):
        for pair in pairs:
            table.append((len(pair[side]), start + len(texts)))
            texts += pair[side] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + b"".join(struct.pack("<2I", *entry) for table in tables for entry in table) + texts


if __name__ == "__main__":
    COMPILED.write_bytes(compiled(SOURCE.read_text(encoding="utf-8")))

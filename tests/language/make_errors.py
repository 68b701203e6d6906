"""Write `errors.toml` anew from the texts in it: `python -m tests.language.make_errors`. Review the difference."""

import tomllib
from pathlib import Path

from cluster_rules.errors import RulesError
from cluster_rules.language import parse

FILE = Path(__file__).with_name("errors.toml")


def refusal(text, names=()):
    try:
        parse(text, names=names)
    except RulesError as error:
        return error.diagnostics[0]
    raise AssertionError(f"accepted: {text}")


def main():
    cases = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
    blocks = []
    for case in cases:
        found = refusal(case["text"], case.get("names", ()))
        names = f"names = {case['names']}\n" if case.get("names") else ""
        text = "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in case["text"].replace("\\", "\\\\"))
        text = text.replace('"', '\\"')
        blocks.append(
            f'[[case]]\ntext = "{text}"\n{names}code = "{found.code}"\n'
            f"zh = '''\n{found.render('zh')}'''\nen = '''\n{found.render('en')}'''\n"
        )
    FILE.write_text("\n".join(blocks), encoding="utf-8")


if __name__ == "__main__":
    main()

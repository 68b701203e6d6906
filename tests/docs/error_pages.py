"""The pages of error codes, made from the wording and the refused inputs of the tests.

`python -m tests.docs.error_pages` writes `docs/zh/errors.md` and `docs/en/errors.md` anew.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from tests.docs.pages import PROJECT

MESSAGES = PROJECT / "cluster_rules" / "messages"

#: The sections in the order of the pages: file of wording → its title.
SECTIONS = {
    "files": {"zh": "文件、版本与办法", "en": "Files, versions and measures"},
    "rulesets": {"zh": "规则", "en": "Rulesets"},
    "advice": {"zh": "规则里的表达式", "en": "Expressions of rulesets"},
    "expressions": {"zh": "表达式", "en": "Expressions"},
    "papers": {"zh": "各角色的文书", "en": "Documents of each role"},
    "procedure": {"zh": "程序和工作日", "en": "Procedures and working days"},
    "facts": {"zh": "申报材料", "en": "Applications"},
    "decisions": {"zh": "评估", "en": "Decisions"},
    "cases": {"zh": "案卷", "en": "Case files"},
    "proofs": {"zh": "证明", "en": "Proofs"},
    "records": {"zh": "决定记录", "en": "Decision records"},
    "amendments": {"zh": "比对和修订", "en": "Comparisons and amendments"},
    "impact": {"zh": "影响分析和门槛推演", "en": "Impact studies and sweeps"},
    "testing": {"zh": "检验规则", "en": "Testing rulesets"},
    "command": {"zh": "命令", "en": "The command"},
    "plugins": {"zh": "插件", "en": "Plugins"},
    "usage": {"zh": "引擎的使用", "en": "The use of backends"},
}
WORDS = {
    "zh": {
        "title": "错误代码",
        "about": "每条提示都有代码、位置和改法。‹尖括号›里的内容随输入而变；例子取自测试，与命令的输出一字不差。",
        "fix": "改法",
        "example": "例子：",
    },
    "en": {
        "title": "Error codes",
        "about": "Every note has a code, a place and, where one is known, a fix. What stands in ‹angle brackets› depends on "
        "the input; the examples come from the tests and are what the command prints, word for word.",
        "fix": "Fix",
        "example": "Example:",
    },
}

NOTE = re.compile(r"^\S.*?: (CR\d{3}) .*(?:\n +\S.*)*", re.MULTILINE)


def page(locale):
    """The whole page in one language."""
    words = WORDS[locale]
    parts = [f"# {words['title']}", words["about"]]
    for stem in SECTIONS:
        parts += [f"## {SECTIONS[stem][locale]}", *(_entry(*item, locale) for item in _wording(stem).items())]
    return "\n\n".join(parts) + "\n"


def path_of(locale):
    """Where the page in one language stands."""
    return PROJECT / "docs" / locale / "errors.md"


def _wording(stem):
    return tomllib.loads((MESSAGES / f"{stem}.toml").read_text(encoding="utf-8"))


def _entry(code, wording, locale):
    words = WORDS[locale]
    parts = [f"### {code}", _shown(wording[locale])]
    if fix := wording.get(f"fix_{locale}"):
        parts.append(f"**{words['fix']}**{'：' if locale == 'zh' else ': '}{_shown(fix)}")
    if code in examples(locale):
        parts.append(f"{words['example']}\n\n```text\n{examples(locale)[code]}\n```")
    return "\n\n".join(parts)


def _shown(wording):
    """A wording with its values in angle brackets, safe for Markdown."""
    plain = re.sub(r"\[\[|\]\]", "", wording)
    named = re.sub(r"(?<!\{)\{(\w+?)(?:_zh|_en)?\}(?!\})", r"‹\1›", plain).replace("{{", "{").replace("}}", "}")
    return re.sub(r"([\\`*_<\[\]])", r"\\\1", named)


@cache
def examples(locale):
    """For each code the first note on it among the refused inputs of the tests."""
    found = {}
    for texts in _notes():
        for match in NOTE.finditer(texts[locale]):
            found.setdefault(match[1], match[0])
    return found


def _notes():
    """The notes beside the refused inputs: pairs of Chinese and English."""
    tests = PROJECT / "tests"
    for path in sorted(tests.rglob("*.expected")):
        chinese, _, english = path.read_text(encoding="utf-8").partition("\n---\n")
        yield {"zh": chinese, "en": english}
    for path in sorted(tests.rglob("*.toml")):
        yield from _pairs(tomllib.loads(path.read_text(encoding="utf-8")))


def _pairs(value):
    """Every table below `value` that has a text in both languages."""
    if isinstance(value, dict) and isinstance(value.get("zh"), str) and isinstance(value.get("en"), str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _pairs(item)


def main():
    for locale in WORDS:
        Path(path_of(locale)).write_text(page(locale), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

"""Which characters spell what: widths, operators, look-alikes. Contents of texts in quotes never pass through here."""

from __future__ import annotations

import unicodedata

#: Full-width ASCII to ASCII, one character for one, so that spans stay true. Quotes and the backslash stand apart:
#: inside a text in quotes they are contents.
WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0) not in "\"'\\"} | {0x3000: " "}

#: Other spellings of an operator, each one character.
OPERATORS = {"≥": ">=", "≧": ">=", "⩾": ">=", "≤": "<=", "≦": "<=", "⩽": "<=", "≠": "!=", "×": "*", "÷": "/", "−": "-"}

#: An opening quotation mark and the one that closes it.
QUOTES = {'"': '"', "“": "”", "‘": "’", "＂": "＂"}

KEYWORDS = frozenset(
    {"and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies"}
    | {"between", "instance", "true", "false", "null", "function"}
)

#: Chinese words for keywords; each only where it stands alone. A declared name wins.
CHINESE_WORDS = {
    "且": "and",
    "或": "or",
    "非": "not",
    "真": "true",
    "假": "false",
    "如果": "if",
    "那么": "then",
    "否则": "else",
}

#: What people type by mistake, and what they mean.
MEANT = {
    "、": ",",
    "。": ".",
    "—": "-",
    "–": "-",
    "…": "..",
    "‥": "..",
    "～": "..",
    "~": "..",
    "【": "[",
    "】": "]",
    "〔": "[",
    "〕": "]",
    "《": "<",
    "》": ">",
    "〈": "<",
    "〉": ">",
    "≈": "=",
    "∈": "in",
    "∧": "and",
    "∨": "or",
    "¬": "not(…)",
    "&": "and",
    "|": "or",
    "!": "not(…)",
    "^": "**",
    "∶": ":",
    ";": ",",
    "'": '"',
    "＇": '"',
    "`": '"',
    "”": "“",
    "’": "‘",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
}

#: Pairs of characters from other languages, and what FEEL says instead.
MEANT_PAIRS = {"==": "=", "&&": "and", "||": "or", "<>": "!=", "=>": ">=", "=<": "<=", "+=": "+", ":=": "="}

#: Chinese words that look like operators and are not, and what to write.
MEANT_WORDS = {
    "并且": "且",
    "而且": "且",
    "以及": "且",
    "和": "且",
    "与": "且",
    "或者": "或",
    "不是": "非",
    "不": "非",
    "大于": ">",
    "小于": "<",
    "等于": "=",
    "不等于": "!=",
    "大于等于": ">=",
    "小于等于": "<=",
    "不低于": ">=",
    "不少于": ">=",
    "不得少于": ">=",
    "不得低于": ">=",
    "至少": ">=",
    "达到": ">=",
    "不高于": "<=",
    "不超过": "<=",
    "超过": ">",
    "高于": ">",
    "低于": "<",
}

#: Letters of other scripts that no eye tells from a Latin one, and the Latin one.
LOOK_ALIKES = dict(
    zip(
        "аеорсухіјѕһԁԛԝАВЕКМНОРСТХУІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧοι",
        "aeopcyxijshdqwABEKMHOPCTXYIJSABEZHIKMNOPTYXoi",
        strict=True,
    )
)

#: Units in one character, and the unit of the table that they stand for.
_UNITS_IN_ONE = {"㎡": "平方米", "㎢": "平方公里", "㎏": "千克"}


def is_invisible(character: str) -> bool:
    """Whether `character` has no shape of its own: zero-width, bidirectional or control."""
    return unicodedata.category(character) in ("Cf", "Cc", "Co", "Cn", "Cs") and character not in "\t\n\r"


def plain_form(character: str) -> str:
    """The ordinary spelling of a compatibility character such as `㎡` or `①`; the character itself for all others."""
    return _UNITS_IN_ONE.get(character) or unicodedata.normalize("NFKC", character)


def apart(written: str, meant: str) -> str:
    """Where a name differs from the one meant in a variant of one character: `値 U+5024 ≠ 值 U+503C`; else empty."""
    pairs = [(a, b) for a, b in zip(written, meant, strict=False) if a != b]
    if len(written) != len(meant) or len(pairs) != 1:
        return ""
    found, instead = pairs[0]
    return "" if _is_common(found) else f"{found} {code_point(found)} ≠ {instead} {code_point(instead)}"


def _is_common(character: str) -> bool:
    """Whether it is one of the simplified characters and letters in everyday use, which nobody takes for another."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def code_point(character: str) -> str:
    """`U+200B`."""
    return f"U+{ord(character):04X}"

"""The same expression as people type it: wide characters, Chinese signs and words, blanks of any kind."""

import random
import re

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\W]+(?: ?[%‰])?|\*\*|->|\.\.|<=|>=|!=|\s+|.')
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code) not in "\"'\\"}
SIGNS = {">=": "≥≧⩾", "<=": "≤≦⩽", "!=": "≠", "*": "×", "/": "÷", "-": "−"}
WORDS = {"and": "且", "or": "或", "true": "真", "false": "假", "if": "如果", "then": "那么", "else": "否则"}
BLANKS = (" ", "  ", "　", "\u00a0", "\t")
#: Between these and a name a blank may be left out.
SELF_STANDING = frozenset("+*,()[]{}=<>") | {">=", "<=", "!="}


def typed(canonical: str, rng: random.Random) -> str:
    """`canonical` in another spelling of the same tree. What stands in quotes is kept."""
    tokens = TOKEN.findall(canonical)
    return "".join(_typed(tokens, index, rng) for index in range(len(tokens)))


def _typed(tokens, index, rng):
    token = tokens[index]
    before, after = (tokens[i] if 0 <= i < len(tokens) else "" for i in (index - 1, index + 1))
    if token.isspace():
        return _blank(before, after, rng)
    if token.startswith('"'):
        return _quoted(token, rng)
    is_field = before == "." or after == ":"
    if rng.random() < 0.5:
        if token in WORDS and not is_field and _is_alone(before, after) and not _is_in_phrase(tokens, index):
            return WORDS[token]
        if token in SIGNS and (token != "/" or before.isspace()):
            return rng.choice(SIGNS[token])
        return "".join(WIDE.get(character, character) for character in token)
    return token


def _is_alone(before, after):
    return all(not side or side.isspace() or side in SELF_STANDING for side in (before, after))


def _is_in_phrase(tokens, index):
    """`and` of `date and time`, a name."""
    return tokens[max(index - 2, 0)] in ("date", "days")


def _quoted(token, rng):
    inside = token[1:-1]
    if "\\" in inside or any(mark in inside for mark in "“”‘’＂"):
        return token
    opening, closing = rng.choice(('""', "“”", "‘’", "＂＂"))
    return opening + inside + closing


def _blank(before, after, rng):
    joined = before + after in (">=", "<=", "!=", "**")
    if rng.random() < 0.3 and (before in SELF_STANDING or after in SELF_STANDING) and not joined:
        return ""
    return "".join(rng.choice(BLANKS) for _ in range(rng.randint(1, 2)))

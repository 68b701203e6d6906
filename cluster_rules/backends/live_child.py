"""The process in which durable-rules runs for a live decision: a line of JSON in, a line of JSON out.

Whatever becomes of the C library stays in here: the parent has all statuses, and starts another.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from cluster_rules.backends.forward import derive, loaded
from cluster_rules.errors import RulesError


def main() -> None:
    """Answer until the parent closes the pipe. What the library prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        rules = loaded()
    except RulesError as refused:
        _say(answers, _refusal(refused))
        return
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            derived, verdict = derive(rules, asked["joints"], asked["given"])
        except RulesError as refused:
            _say(answers, _refusal(refused))
        else:
            _say(answers, {"derived": derived, "verdict": verdict})


def _refusal(refused: RulesError) -> dict[str, str]:
    found = refused.diagnostics[0]
    return {"code": found.code, "error": str(found.values.get("error", found.code))}


def _say(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()

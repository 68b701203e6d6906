"""Reads cases as lines of JSON and answers each with what a peer in Python says: `python python_peer.py NAME`.

Runs with the Python into which `tests.conformance.peers` has installed the peer; imports nothing of this project.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

_SECONDS = 20


#: The value of an expression, its names bound to expressions.
Evaluate = Callable[[str, list[tuple[str, str]]], Any]


def bkflow_feel() -> Evaluate:
    from bkflow_feel.api import parse_expression

    def evaluate(text: str, bindings: list[tuple[str, str]]) -> Any:
        bound: dict[str, Any] = {}
        for name, value in bindings:
            bound[name] = parse_expression(value, dict(bound))
        return parse_expression(text, bound)

    return evaluate


def pysfeel() -> Evaluate:
    import pySFeel

    def evaluate(text: str, bindings: list[tuple[str, str]]) -> Any:
        parser = pySFeel.SFeelParser()
        for name, value in bindings:
            parser.sFeelParse(f"{name} <- {value}")
        return parser.sFeelParse(text)[1]

    return evaluate


def typed(value: Any) -> dict[str, Any]:
    if value is None:
        return {"t": "null"}
    if isinstance(value, bool):
        return {"t": "boolean", "v": value}
    if isinstance(value, str):
        return {"t": "string", "v": value}
    if isinstance(value, dt.timedelta):
        return {"t": "seconds", "v": str(value.total_seconds())}
    for kind, type_ in (("date and time", dt.datetime), ("date", dt.date), ("time", dt.time)):
        if isinstance(value, type_):
            return {"t": kind, "v": value.isoformat()}
    if isinstance(value, list | tuple):
        return {"t": "list", "v": [typed(item) for item in value]}
    if isinstance(value, dict):
        return {"t": "context", "v": {str(key): typed(item) for key, item in value.items()}}
    try:
        return {"t": "number", "v": str(value + 0)}
    except TypeError:
        return {"t": type(value).__name__}


def answer(evaluate: Evaluate, case: dict[str, Any]) -> dict[str, Any]:
    signal.alarm(_SECONDS)
    try:
        return {"id": case["id"], "value": typed(evaluate(case["expression"], case["bindings"]))}
    except Exception as error:
        return {"id": case["id"], "value": {"t": "null"}, "error": repr(error)[:200]}
    finally:
        signal.alarm(0)


def _too_long(signal_: int, frame: Any) -> None:
    raise TimeoutError


def main() -> None:
    signal.signal(signal.SIGALRM, _too_long)
    # Peers print what they think of an expression: answers go to a copy of the output, all else nowhere.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    evaluate = {"bkflow-feel": bkflow_feel, "pySFeel": pysfeel}[sys.argv[1]]()
    for line in sys.stdin:
        print(json.dumps(answer(evaluate, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()

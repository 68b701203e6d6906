"""How long expressions take: reading one, refusing one, and a step of an evaluation. Part of `python -m tests.benchmarks`."""

import datetime as dt
import time
from contextlib import suppress
from statistics import median

from cluster_rules.errors import RulesError
from cluster_rules.language import parse, parse_test
from cluster_rules.model.limits import Limits
from cluster_rules.semantics.feel.evaluation import Evaluation
from cluster_rules.semantics.feel.failures import Exhausted
from cluster_rules.semantics.feel.scope import Scope
from tests.language.hostile import HOSTILE

#: What the criteria of the shipped measure are like.
TYPICAL = {
    "a threshold": ">= 300 亿元",
    "an aggregate": "sum(规上工业企业[主导产业 = true].工业总产值)",
    "a ratio": "sum(规上企业.研发经费) / sum(规上企业.营业收入)",
}
NAMES = ("规上工业企业", "规上企业", "主导产业", "工业总产值", "研发经费", "营业收入")
#: Milliseconds for a typical criterion and for a refusal, microseconds for a step.
AIMS = {"parse": 0.1, "refuse": 50, "step": 10}

REFUSED = {
    "CR308 a text that does not end": '"' + "\\u0041" * 600,
    "CR310 a comment that does not end": "/*" * 2048,
    "CR320 length": "a" * 10**7,
    "CR321 depth": "(" * 4000,
    "CR321 levels": "1" + "**2" * 1300,
    "CR322 nodes": "[" + "1," * 2040 + "1]",
    "CR323 digits": "9" * 4096,
    "CR324 exponent": "1e" + "9" * 4000,
    "CR306 a name to be composed": "x\u0323\u0307" * 1300,
    "CR335 leftovers": "a " * 2000,
}


def main():
    read()
    refuse()
    walk()


def read():
    print(f"{'reading an expression':<40}{'ms':>10}{'µs a character':>16}")
    for name, text in TYPICAL.items():
        _line(name, text, parse_test if text.startswith(">") else parse)
    for terms in (10, 40, 160, 340):
        _line(f"{terms} terms", " + ".join(["营业收入 * 2"] * terms), lambda t: parse(t, limits=Limits(depth=400)))
    print(f"aim: {AIMS['parse']} ms for a typical criterion; the cost of a character does not grow\n")


def _line(name, text, reader):
    seconds = _time(lambda: reader(text))
    print(f"{f'{name}, {len(text)} characters':<40}{seconds * 1000:>10.3f}{seconds / len(text) * 1e6:>16.2f}")


def _time(run, times=25):
    spent = []
    for _ in range(times):
        start = time.process_time_ns()
        run()
        spent.append(time.process_time_ns() - start)
    return median(spent) / 1e9


def refuse():
    print(f"{'refusing an expression':<40}{'ms':>10}")
    for name, text in REFUSED.items():
        print(f"{name:<40}{_time(lambda text=text: _refusal(text), 5) * 1000:>10.2f}")
    print(f"aim: {AIMS['refuse']} ms\n")


def _refusal(text):
    try:
        parse(text)
    except RulesError:
        return
    raise AssertionError(text[:40])


def walk():
    """Hostile formulas with many steps: what a step costs, the dearest first."""
    limits = Limits(steps=100_000)
    costs = sorted(filter(None, (_cost(name, text, limits) for name, (text, _) in HOSTILE.items())), reverse=True)
    print(f"{'the dearest steps':<40}{'µs':>10}{'steps':>12}{'ms':>10}")
    for microseconds, steps, name in costs[:12]:
        print(f"{name:<40}{microseconds:>10.2f}{steps:>12}{microseconds * steps / 1000:>10.1f}")
    print(f"aim: {AIMS['step']} µs a step, so that {Limits().steps} steps end in seconds")


def _cost(name, text, limits):
    try:
        node = parse(text, limits=limits)
    except RulesError:
        return None
    run = Evaluation(limits, dt.datetime.now(dt.UTC), lambda inner: parse(inner, limits=limits))
    start = time.process_time_ns()
    with suppress(Exhausted):
        run.value(node, Scope({}))
    spent, steps = time.process_time_ns() - start, limits.steps - max(run.budget.steps, 0)
    return (spent / 1000 / steps, steps, name) if steps > 5_000 else None


if __name__ == "__main__":
    main()

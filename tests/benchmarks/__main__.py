"""How long things take, and how that compares with a hand-written function: `python -m tests.benchmarks`.

Prints figures and asserts nothing. Medians of CPU time; the contenders take turns in one process.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from cluster_rules import FactSheet, load
from cluster_rules.backends.scalar import prepare
from cluster_rules.testing.sample import write_sample
from tests.benchmarks import expressions
from tests.benchmarks.by_hand import by_hand

MEASURE = "nmg-advanced-manufacturing-cluster"
#: How often each contender runs; the median counts.
TURNS = 15
#: The aims: a ratio to the hand-written function, and seconds.
AIMS = {"ratio": 3, "load": 0.5, "command": 1.5}

IMPORT = "import cluster_rules"
LOAD = f"from cluster_rules import load; import time; t = time.process_time(); load({MEASURE!r}, edition='provisional')"


def main():
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "sample"
        write_sample(folder)
        decide_the_sample(folder)
        start_afresh(folder)
    print()
    expressions.main()


def decide_the_sample(folder):
    rules, sheet = load(MEASURE, edition="provisional"), FactSheet.read(folder)
    facts, decide = rules.bind(sheet), prepare(rules.ruleset)
    contenders = {
        "by hand": lambda: by_hand(facts),
        "statuses and numbers": lambda: statuses(decide(facts, {})),
        "with reasons and readings": lambda: everything(decide(facts, {})),
        "bind and decide": lambda: rules.decide(sheet),
        "read, bind and decide": lambda: rules.decide(FactSheet.read(folder)),
        "explain a decision": rules.decide(sheet).explain,
    }
    times = turns(contenders)
    print(f"{'one sample application':<28}{'ms':>10}{'times by hand':>16}")
    for name, seconds in times.items():
        print(f"{name:<28}{seconds * 1000:>10.2f}{seconds / times['by hand']:>16.1f}")
    print(f"aim: the findings from the records within {AIMS['ratio']} times by hand\n")


def statuses(record):
    """What the hand-written function gives, and the verdict: parts of a decision are made when they are read."""
    return record.verdict, [(finding.id, finding.status, finding.measurements) for finding in record.findings]


def everything(record):
    """Also what the hand-written function leaves out: reasons, gaps, facts, and each finding under every reading."""
    details = [(finding.reasons, finding.facts, finding.readings) for finding in record.findings]
    return statuses(record), details, record.possible_verdicts, record.deciding_choices


def turns(contenders):
    """The median CPU time of each contender, in seconds."""
    spent = {name: [] for name in contenders}
    for _ in range(TURNS):
        for name, run in contenders.items():
            start = time.process_time()
            run()
            spent[name].append(time.process_time() - start)
    return {name: median(seconds) for name, seconds in spent.items()}


def start_afresh(folder):
    """What a new process costs: the import, load and compile, and the whole command."""
    python = [sys.executable, "-c"]
    compiled = [*python, f"{LOAD}; print(time.process_time() - t)"]
    command = [sys.executable, "-m", "cluster_rules", "decide", str(folder)]
    print(f"{'a new process':<28}{'s':>10}{'aim':>16}")
    print(f"{'import cluster_rules':<28}{wall([*python, IMPORT]):>10.2f}{'':>16}")
    print(f"{'load and compile (CPU)':<28}{printed(compiled):>10.2f}{AIMS['load']:>16}")
    print(f"{'cluster-rules decide (wall)':<28}{wall(command):>10.2f}{AIMS['command']:>16}")


def wall(command, times=5):
    """The median time of a command, in seconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        spent.append(time.perf_counter() - start)
    return median(spent)


def printed(command, times=5):
    """The median of the number that a command prints."""
    return median(float(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(times))


if __name__ == "__main__":
    main()

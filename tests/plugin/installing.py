"""Packages that add to the library, installed into a folder of their own and used by a Python of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PACKAGE = Path(__file__).with_name("package")


def install(target):
    """The package of this folder, built and installed without any index."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--no-compile", "--target", str(target), str(PACKAGE)], check=True, capture_output=True)
    return target


def pretend(target, module, group, name, value, distribution="broken-rules"):
    """A distribution with one module and one entry point, as an installer would leave it."""
    for file, text in module.items():
        (target / file).write_text(text, encoding="utf-8")
    info = target / f"{distribution.replace('-', '_')}-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 0.1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {value}\n", encoding="utf-8")
    return target


def python(target, *arguments):
    """A Python that finds the packages in `target` beside ours."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(target), str(PROJECT)]), "PYTHONUTF8": "1"}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def command(target, *arguments):
    """The command `cluster-rules` there."""
    return python(target, "-m", "cluster_rules", *arguments)


def told(target, program):
    """What a program there prints, as JSON."""
    done = python(target, "-c", program)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

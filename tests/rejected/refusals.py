"""What each file of `files/` is refused with, in both languages. `python -m tests.rejected.refusals` writes it anew.

The file's name starts with its kind: `yaml`, for any file, or a kind of file of a ruleset. Review the difference.
"""

from pathlib import Path

from cluster_rules.compiler.schema import FILES
from cluster_rules.compiler.shapes import read_model
from cluster_rules.errors import RulesError
from cluster_rules.language.yaml_source import decode, parse_yaml
from cluster_rules.language.yaml_troubles import Source

FOLDER = Path(__file__).with_name("files")
PAGES = sorted(FOLDER.glob("*.yaml"))


def refusal(path, pure=False):
    """The diagnostics for the file at `path`, as people read them: Chinese, a line of dashes, English."""
    diagnostics = found(path.name, path.read_bytes(), path.name.partition("-")[0], pure)
    return "\n---\n".join("\n".join(d.render(locale) for d in diagnostics) for locale in ("zh", "en")) + "\n"


def found(name, content, kind, pure):
    try:
        node = parse_yaml(content, name, pure=pure)
        if kind in FILES:
            read_model(FILES[kind], node, Source(name, decode(content, name)))
    except RulesError as error:
        return error.diagnostics
    raise AssertionError(f"accepted: {name}")


def expected(path):
    return path.with_suffix(".expected")


def main():
    for path in PAGES:
        expected(path).write_text(refusal(path), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

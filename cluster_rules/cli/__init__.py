"""The command `cluster-rules`. Nothing but `__main__` imports this package, and only this package imports click and rich."""

from cluster_rules.cli.application import Application

__all__ = ["application", "main"]

#: The command itself; tests run it in-process.
application = Application("cluster-rules", no_args_is_help=True)


def main() -> None:
    """Run the command on the arguments of the process."""
    application.main(prog_name="cluster-rules")

"""The `mashang` command; what runs a district is loaded when it is asked for, so that a replay starts at once."""

import sys
from typing import BinaryIO

import click

from server.planning import replaying
from server.planning.settings import BadSettings, read_settings
from server.planning.values import Settings


class Commands(click.Group):
    """The replay, and what `server.operating` offers."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_operating().list_commands(ctx)])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _operating().get_command(ctx, cmd_name)


@click.group(cls=Commands)
def main() -> None:
    """Mashang (码上): inspections anyone concerned can see, check and rate."""


def _settings(_context: click.Context, _option: click.Parameter, file: BinaryIO | None) -> Settings:
    try:
        return read_settings(file.read() if file else b"{}")
    except BadSettings as error:
        raise click.BadParameter(str(error)) from error


@main.command("replay")
@click.argument("file", type=click.File("rb"))
@click.option("--settings", type=click.File("rb"), help="Settings as JSON.", callback=_settings)
@click.option("--processes", type=click.IntRange(1, 64), help="As many as there are cores unless given.")
def replay_command(file: BinaryIO, settings: Settings, processes: int | None) -> None:
    """Recomputes every decision of a filing log (JSON Lines; `-` for standard input)."""
    sys.exit(replaying.run(file, sys.stdout.buffer, sys.stderr, settings, processes))


def _operating() -> click.Group:
    from server import operating

    return operating.main


if __name__ == "__main__":
    main()

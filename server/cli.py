"""The `mashang` command; what runs a district is loaded when it is asked for, so that a replay starts at once."""

import sys
from pathlib import Path
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


@main.command("verify", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1)
def verify_command(arguments: tuple[str, ...]) -> None:
    """Checks an export of the log by itself; `mashang verify --help` tells how."""
    from server.trail import verifier

    sys.exit(verifier.main(list(arguments)))


@main.command("witness")
@click.argument("url")
@click.option("--folder", default=".witness", show_default=True, type=click.Path(path_type=Path))
@click.option("--name", required=True, help="Your name as a host, such as witness.example.")
@click.option("--key", help="The log's key as you got it elsewhere; the one it shows first is kept otherwise.")
@click.option("--every", default=60.0, show_default=True, help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Look once.")
def witness_command(url: str, folder: Path, name: str, key: str | None, every: float, once: bool) -> None:
    """Remembers what the log at URL shows, and signs only what follows from it; a contradiction ends it with 1."""
    from server.trail import notes, witnessing

    try:
        witness = witnessing.Witness(folder, name)
        click.echo(witness.key.told())
        log_key = notes.read_key(key) if key else None
        witnessing.watch(witness, url.rstrip("/"), every, click.echo, log_key, once=once)
    except (witnessing.SplitView, notes.Malformed) as error:
        click.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(1)


def _operating() -> click.Group:
    from server import operating

    return operating.main


if __name__ == "__main__":
    main()

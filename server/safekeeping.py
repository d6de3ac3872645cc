"""The commands that keep an installation safe: its backups, and its keys."""

import os
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click
import psycopg

from server import config, rotating
from server.accounts.two_people import NotTwo
from server.app import create_app
from server.backup import checking, putting_back, taking, vault
from server.backup.vault import Damaged, Unusable

PASSPHRASE = "MASHANG_BACKUP_PASSPHRASE"  # noqa: S105  where it stands, not what it is
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
confirmed_by = click.option("--confirmed-by", multiple=True, help="Sign-in name of who stands for it; give two.")
passphrase_file = click.option("--passphrase-file", type=FILE, help=f"The passphrase; else ${PASSPHRASE}, else asked.")


def plainly(command: Callable[..., None]) -> Callable[..., None]:
    """What cannot be done is said in a line."""

    @wraps(command)
    def told(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (Unusable, NotTwo, rotating.NotRotated) as error:
            raise click.ClickException(str(error)) from None
        except (OSError, UnicodeDecodeError, sqlite3.Error, psycopg.Error) as error:
            raise click.ClickException(f"{type(error).__name__}: {error}") from None
        except Damaged as error:
            click.echo(f"BROKEN: {error}", err=True)
            sys.exit(1)

    return told


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.option("--plain", is_flag=True, help="Without a passphrase: whoever gets the folder reads everything in it.")
@click.option("--keep", type=click.IntRange(1), help="Remove all but so many of the newest backups afterwards.")
@passphrase_file
@plainly
def backup_command(folder: Path, plain: bool, keep: int | None, passphrase_file: Path | None) -> None:
    """Adds a backup to FOLDER while the platform serves; only what is new there is written."""
    settings = config.from_environment()
    taking.require_apart(settings, folder)
    words = None if plain else _passphrase(passphrase_file, folder)
    there = vault.create(folder, words)
    if not there.sealed:
        click.echo("NOT ENCRYPTED: whoever gets this folder reads everything in it and has the keys.", err=True)
    done = taking.take(settings, there, keep)
    click.echo(
        f"backup {done.name}: {done.files} files, {_size(done.size)}, {_size(done.new)} new, {done.seconds:.1f} s"
    )
    if done.forgotten:
        click.echo(f"{done.forgotten} older backups removed")
    for name in done.damaged:
        click.echo(f"DAMAGED HERE, not in the backup: {name}", err=True)
    sys.exit(bool(done.damaged))


@click.command("restore")
@click.argument("folder", type=FOLDER)
@click.option("--to", type=FOLDER, help="An empty folder: the new MASHANG_DATA.")
@click.option(
    "--check", "only_check", is_flag=True, help="Prove the backup, change nothing; 1 and the first broken place."
)
@click.option("--of", "name", help="One of the backups in FOLDER; the newest unless given.")
@click.option("--signed-state", type=FILE, help="The log's last signed state as a witness or the old disk has it.")
@click.option("--anyway", is_flag=True, help="Also if a check fails, without the files that are damaged.")
@confirmed_by
@passphrase_file
@plainly
def restore_command(
    folder: Path, to: Path | None, only_check: bool, name: str | None, signed_state: Path | None, anyway: bool,
    confirmed_by: tuple[str, ...], passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Proves a backup, or puts it back into an empty folder and begins a new epoch in the open."""
    there = vault.opened(folder, _passphrase(passphrase_file, folder))
    manifest = checking.chosen(there, name)
    _tell_of(there, manifest)
    _check(there, manifest, anyway=anyway and not only_check)
    if only_check:
        return
    if to is None:
        raise Unusable("name an empty folder with --to, or only --check")
    kept = signed_state.read_text() if signed_state else None
    wish = putting_back.Wish(to, confirmed_by, kept, anyway)
    told = putting_back.put_back(config.from_environment(), there, manifest, wish)
    click.echo(f"put back into {to}; new epoch {told.epoch}; {len(told.lost)} files are asked for again")
    signed = f"{told.signed.origin} {told.signed.size}" if told.signed else "none"
    click.echo(f"last signed state known: {signed}; entries that came back: {told.held}")


@click.group("keys")
def keys_group() -> None:
    """The keys beside the database: which there are, and how one gives way to the next."""


@keys_group.command("list")
@plainly
def keys_list_command() -> None:
    """Each key: its id, since when, whether it is in use, and where it lies; never the key itself."""
    for each in rotating.held(config.from_environment()):
        since = f"{each.since:%Y-%m-%d}" if each.since else "-"
        click.echo(f"{each.name:12} {each.id}  since {since}  {each.where}  {each.state}")


@keys_group.command("rotate")
@click.argument("name")
@confirmed_by
@plainly
def keys_rotate_command(name: str, confirmed_by: tuple[str, ...]) -> None:
    """Makes the successor of a key; the old one signs it, and the trail tells of it."""
    app = create_app(replace(config.from_environment(), front_end=False))
    with app.app_context():
        before, after = rotating.rotate(app.extensions["settings"], name, confirmed_by)
    click.echo(f"{name}: {before} signed its successor {after}")
    click.echo(rotating.AFTERWARDS[name])


def _tell_of(there: vault.Vault, manifest: dict[str, Any]) -> None:
    click.echo(f"backup of {manifest['made_at']} ({manifest['kind']})")
    unfinished = there.folder / taking.UNFINISHED
    if unfinished.exists():
        click.echo(f"a backup begun {unfinished.read_text()} broke off and is not among these", err=True)


def _check(there: vault.Vault, manifest: dict[str, Any], *, anyway: bool) -> None:
    try:
        click.echo(f"whole: {', '.join(checking.check(there, manifest))}")
    except Damaged as error:
        if not anyway:
            raise
        click.echo(f"BROKEN, and put back anyway: {error}", err=True)


def _passphrase(file: Path | None, folder: Path) -> str | None:
    """The words that seal; none for a folder that was begun without."""
    if vault.is_plain(folder):
        return None
    words = file.read_text() if file else os.environ.get(PASSPHRASE, "")
    if not words and sys.stdin.isatty():
        words = click.prompt("Passphrase", hide_input=True, confirmation_prompt=not folder.exists())
    if not words.strip():
        raise Unusable(f"a passphrase is needed: --passphrase-file or ${PASSPHRASE} (or --plain, which seals nothing)")
    return words.strip()


def _size(count: int) -> str:
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"

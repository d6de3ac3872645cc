"""The commands that run a district: its database, its servers, its files; a replay needs none of it."""

import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO

import click
import segno
from flask import Flask

from server import clock, config, demo, doctor, lan, logs, safekeeping, serving, worker
from server.accounts.two_people import NotTwo
from server.app import create_app
from server.db import bring_up_to_date, db
from server.evidence import read_code
from server.exchange import exporting as actions
from server.planning import bulk_filing, exporting
from server.privacy import ordering, removals
from server.refusals import Refused
from server.registry import importing
from server.statistics import checking, keeping
from server.sync import outbox_import, restoring, signatures
from server.timing import stating
from server.trail import checkpoints, signing, witnesses
from server.trail import exporting as trail_exporting
from server.trail.notes import Malformed
from server.vocabulary import RemovalGround, RemovalScope


@click.group()
def main() -> None:
    """What `mashang` offers beside the replay."""


for command in (safekeeping.backup_command, safekeeping.restore_command, safekeeping.keys_group):
    main.add_command(command)


@main.command()
def upgrade() -> None:
    """Brings the database to the newest schema."""
    bring_up_to_date(_without_pages())


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", type=int, help="Worker processes; one a core unless given.")
def serve_command(host: str, port: int, workers: int | None) -> None:
    """Brings the database up to date and serves the platform."""
    settings = config.from_environment()
    signing.beside(_ready(settings))
    serving.serve(settings, serving.Address(host, port), workers)


@main.command("statistics")
@click.option("--check", is_flag=True, help="Compare what is kept with the records and the trail; change nothing.")
@click.option("--rebuild", is_flag=True, help="Count every enterprise anew and put right what is kept.")
def statistics_command(check: bool, rebuild: bool) -> None:
    """Counts what has changed since; the figures are kept up by `serve` by itself."""
    with _without_pages().app_context():
        if rebuild:
            click.echo(f"{checking.rebuild()} lines put right")
        else:
            keeping.catch_up()
        told = checking.differences() if check else []
        click.echo("\n".join(told) or "nothing differs" if check else "up to date")
        sys.exit(1 if told else 0)


@main.command("worker")
def worker_command() -> None:
    """Does what is due as time passes, every ten minutes; `serve` does so by itself."""
    logs.begin()
    worker.work_forever(_without_pages(), threading.Event())


@main.command("demo")
@click.option("--port", default=8000, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True)
@click.option("--enterprises", default=2000, show_default=True)
@click.option("--lan", "on_lan", is_flag=True, help="Serve HTTPS on the local network, for phones.")
@click.option("--build-only", is_flag=True, help="Build the district and stop.")
def demo_command(port: int, data: Path, enterprises: int, on_lan: bool, build_only: bool) -> None:
    """Builds a made-up district (once) and serves it."""
    address = _address(data, port, on_lan)
    settings = replace(config.from_environment(), data=data, password_sign_in=True, public_origin=_origin(address))
    app = _ready(settings)
    summary = demo.build(app, enterprises=enterprises)
    click.echo(demo.describe(summary, address.url.replace("127.0.0.1", "localhost")))
    if on_lan:
        _invite_phones(address)
    if not build_only:
        _let_go(app)
        signing.beside(app)
        serving.serve(settings, address)


class Imports(click.Group):
    """Takes files without a further word as rosters."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["rosters", *args])


@main.group("import", cls=Imports, context_settings={"ignore_unknown_options": True})
def import_group() -> None:
    """Imports rosters, a yearly plan (`import plans FILE --agency CODE`) or a phone's outbox (`import outbox FILE`)."""


@import_group.command("plans")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--agency", required=True, help="The code of the agency that files.")
@click.option("--dry-run", is_flag=True, help="List every line's fate; file nothing.")
def import_plans_command(file: Path, agency: str, dry_run: bool) -> None:
    """Files an agency's yearly plan; lines filed before are not filed again."""
    app = create_app()
    with app.app_context():
        sys.exit(bulk_filing.run(file, agency, dry_run=dry_run, out=sys.stdout))


@import_group.command("rosters")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="List every difference and every bad line; change nothing.")
@click.option("--stop-on-problem", is_flag=True, help="Import nothing if any line is bad.")
def import_command(files: tuple[Path, ...], dry_run: bool, stop_on_problem: bool) -> None:
    """Imports rosters (agencies, inspectors, items, item lines, enterprises) from CSV or XLSX files."""
    app = _without_pages()
    with app.app_context():
        sys.exit(importing.run(list(files), dry_run=dry_run, stop_on_problem=stop_on_problem, out=sys.stdout))


@import_group.command("outbox")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_outbox_command(file: Path) -> None:
    """Takes in the outbox a phone exported because it could not send; taking it twice is as once."""
    app = create_app()
    with app.app_context():
        sys.exit(outbox_import.run(file, sys.stdout, sys.stderr))


@main.group("export")
def export_group() -> None:
    """Writes what others may want to recompute or read elsewhere."""


@export_group.command("plans")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="First day, in local time.")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="Last day, included.")
@click.option("--sealed", is_flag=True, help="With covert plans that have not begun: for the supervisor only.")
@click.option("--settings", type=click.File("wb"), help="Also writes the settings in force, for `mashang replay`.")
def export_plans_command(
    since: datetime | None, until: datetime | None, sealed: bool, settings: IO[bytes] | None
) -> None:
    """Writes the district's filing log as `mashang replay` reads it; it replays to the district's own decisions."""
    first, last = (moment.date() if moment else None for moment in (since, until))
    with create_app().app_context():
        if settings:
            settings.write(exporting.settings_in_force(last or clock.today()))
        sys.stdout.buffer.writelines(exporting.log(exporting.Asked(first, last, sealed)))


@export_group.command("actions")
@click.option("--from", "since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day of the visits.")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Last day, included.")
@click.option("--format", "kind", type=click.Choice(["csv", "json", "xlsx"]), default="csv", show_default=True)
@click.option("--agency", "agencies", multiple=True, help="Only of this agency; may be repeated.")
@click.option("--by", default="mashang", show_default=True, help="Who sends: the column submitted_personnel.")
def export_actions_command(since: datetime, until: datetime, kind: str, agencies: tuple[str, ...], by: str) -> None:
    """Writes the check-action records (互联网+监管) of a period; those left out are told on the error output."""
    with _without_pages().app_context():
        period = actions.period(since.date(), until.date(), agencies)
        sys.exit(actions.run(period, kind, by, sys.stdout.buffer, sys.stderr))


@export_group.command("trail")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--photos", is_flag=True, help="With the photos; without them only their digests stand in it.")
def export_trail_command(file: Path, photos: bool) -> None:
    """Writes the whole log with its proofs; `mashang verify FILE` checks it, and so does the script inside it."""
    with _without_pages().app_context():
        try:
            folder = config.from_environment().photos if photos else None
            size = trail_exporting.write(file, folder, signatures.exported, stating.stated)
        except Refused as refused:
            raise click.ClickException(f"{refused.sentence()} {refused.sentence('en')}") from None
    click.echo(f"{size} entries")


@main.command("redact")
@click.argument("scope", type=click.Choice([each.value for each in RemovalScope]))
@click.argument("target")
@click.option("--ground", required=True, type=click.Choice([each.value for each in RemovalGround]))
@click.option("--ordered-by", required=True, help="Which court or authority ordered it.")
@click.option("--reference", required=True, help="The order's number, or the article of the law.")
@safekeeping.confirmed_by
def redact_command(
    scope: str, target: str, ground: str, ordered_by: str, reference: str, confirmed_by: tuple[str, ...]
) -> None:
    """Removes by law what TARGET names: a visit, an operation, a file by its digest, a complaint by its number."""
    with _without_pages().app_context():
        try:
            order = removals.read(scope, ordering.named(scope, target), ground, ordered_by, reference)
            done = ordering.redact(order, confirmed_by)
        except NotTwo as error:
            raise click.ClickException(str(error)) from None
        except Refused as refused:
            raise click.ClickException(f"{refused.sentence()} {refused.sentence('en')}") from None
        click.echo(f"removed: {done.entries} entries, {done.files} files; named in the log by entry {done.entry_id}")


@main.group("log")
def log_group() -> None:
    """Signs the log, and names those whose word about it is passed on."""


@log_group.command("sign")
def log_sign_command() -> None:
    """Signs the log while it grows; `serve` does so by itself, in a process of its own."""
    logs.begin()
    signing.sign_while(_without_pages(), lambda: True)


@log_group.command("audit")
def log_audit_command() -> None:
    """Compares the database with the tree that was signed, and names the first place that differs."""
    with _without_pages().app_context():
        place = checkpoints.audit(config.from_environment())
    click.echo("ok" if place is None else f"entry {place} is not what was signed")
    sys.exit(place is not None)


@log_group.command("trust")
@click.argument("key")
def log_trust_command(key: str) -> None:
    """Passes on what this witness says: its key as `mashang witness` tells it."""
    try:
        click.echo(witnesses.trust(config.from_environment(), key).name)
    except Malformed as error:
        raise click.ClickException(f"{error}: this is no key of a witness") from None


@main.command("read-code")
@click.argument("files", nargs=-1, required=True)
def read_code_command(files: tuple[str, ...]) -> None:
    """Reads the codes in photos: one JSON line a file."""
    sys.exit(read_code.run(files, sys.stdout, sys.stderr))


@main.group("epoch")
def epoch_group() -> None:
    """Says which database phones have been talking to."""


@epoch_group.command("new")
def epoch_new_command() -> None:
    """Begins a new epoch: run once after a backup was put back, so that phones send what it lacks."""
    with _without_pages().app_context():
        begun, lost = restoring.begin_anew()
        checkpoints.begin_anew(config.from_environment())
    click.echo(f"new epoch {begun}; {len(lost)} files are not here and are asked for again")


@main.command("doctor")
def doctor_command() -> None:
    """Says what is alive: database, code readers, disk, keys, front end."""
    findings = doctor.examine(_without_pages())
    for each in findings:
        mark = "ok     " if each.alive else ("FAULT  " if each.needed else "absent ")
        click.echo(f"{mark} {each.part}: {each.detail}")
    sys.exit(any(each.needed and not each.alive for each in findings))


def _without_pages() -> Flask:
    """The application for commands that show nobody a page and so need no built front end."""
    return create_app(replace(config.from_environment(), front_end=False))


def _ready(settings: config.Settings) -> Flask:
    logs.begin()
    app = create_app(settings)
    bring_up_to_date(app)
    _let_go(app)
    return app


def _let_go(app: Flask) -> None:
    """Closes this process's connections: the serving processes are its children and must not share them."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _address(data: Path, port: int, on_lan: bool) -> serving.Address:
    if not on_lan:
        return serving.Address(port=port)
    host = lan.address()
    return serving.Address(host, port, lan.certificate(data / "keys", host))


def _origin(address: serving.Address) -> str:
    return address.url if address.certificate else ""


def _invite_phones(address: serving.Address) -> None:
    trust = f"{address.url}/lan-authority.crt"
    click.echo(f"手机扫码打开。证书是本机自制的，浏览器会提示，可继续；要离线使用，请先在手机上安装并信任 {trust}")
    click.echo(f"Scan with the phone. The certificate is home-made; for offline use install and trust {trust} first.")
    segno.make(f"{address.url}/app/").terminal(compact=True)
    click.echo(f"{address.url}/app/")

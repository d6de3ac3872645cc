"""F2: Chromium killed in mid-capture, as `fault.browser_kill` does it, in the form of an account."""

from fault import browser_kill
from fault.accounts import Account
from fault.run import NotPossible, Run, fault
from tests.browser.running import chromium


@fault("F2", "Chromium killed in mid-capture", broken=("phone_without_journal",), short=False, databases=("sqlite",))
def browser_killed(run: Run) -> Account:
    try:
        chromium()
    except AssertionError as missing:
        raise NotPossible(str(missing)) from missing
    report = browser_kill.run(run.folder, run.of(6, 12, 50), journal=not run.broken)
    kept = len(report.acknowledged)
    account = Account(stored=report.stored, missing=report.missing, duplicate=report.duplicate)
    account.made = account.acknowledged = report.stored
    account.photos_acknowledged, account.photos_stored = kept, kept - report.missing
    account.photos_different = report.bytes_differ
    account.must_be_none["never killed"] = int(report.kills == 0)
    account.must_be_none["nothing acknowledged"] = int(kept == 0)
    account.notes |= {"kills": report.kills, "databases damaged": report.damaged}
    return account

"""What was kept long enough goes by itself, is counted, and nothing that is still needed goes with it."""

from datetime import timedelta

from server import clock
from server.accounts.tables import NetworkUseRow, SessionRow
from server.db import db, transaction
from server.oversight import cases
from server.planning import setting_versions
from server.privacy import forgetting
from server.privacy.marking import MARK
from server.trail.tables import TrailEntryRow
from server.vocabulary import CaseAct, Role
from tests.builders import an_account
from tests.oversight.bureau import a_bureau, case_of

LATER = timedelta(days=2 * 366)


def entries() -> list[str]:
    rows = db.session.query(TrailEntryRow.body).filter_by(kind="retention.executed").order_by(TrailEntryRow.received_at)
    return [row.body.decode() for row in rows]


def traces(*days_ago: int) -> None:
    account = an_account(Role.OFFICER).id
    with transaction():
        for days in days_ago:
            moment = clock.now() - timedelta(days=days)
            db.session.add(NetworkUseRow(network=f"{days}", account_id=account, used_on=clock.local_day(moment)))
            db.session.add(SessionRow(id=f"{days}", account_id=account, method="test", made_at=moment, seen_at=moment))


def test_sessions_and_networks_go_after_the_days_of_the_settings_counted_in_one_entry(app):
    traces(178, 182)

    forgetting.forget()
    forgetting.forget()

    assert [row.id for row in db.session.query(SessionRow)] == ["178"]
    assert [row.network for row in db.session.query(NetworkUseRow)] == ["178"]
    [entry] = entries()
    assert '"sessions":1' in entry and '"networks":1' in entry


def test_a_district_that_has_to_keep_them_longer_does(app):
    with clock.at(clock.now() - timedelta(days=2)):
        tomorrow = clock.today() + timedelta(days=1)
        setting_versions.add({}, account_id=None, effective_on=tomorrow, note="", retention={"trace_days": 400})
    traces(300, 402)

    forgetting.forget()

    assert [row.id for row in db.session.query(SessionRow)] == ["300"]


def test_a_stranger_s_words_go_after_two_years_unless_somebody_still_looks_into_them(app):
    bureau = a_bureau()
    told, open_still, complaint = bureau.tip(text="后门锁着"), bureau.tip(text="还在查"), bureau.file()
    cases.act(case_of(told).id, CaseAct.DECLINE, by=bureau.by, text="不属实")

    with clock.at(clock.now() + LATER - timedelta(days=8)):
        forgetting.forget()
        assert told.text == "后门锁着"
    with clock.at(clock.now() + LATER):
        forgetting.forget()

    db.session.expire_all()
    assert (told.text, case_of(told).subject) == (MARK, MARK)
    assert open_still.text == "还在查" and complaint.text != MARK
    assert any('"tips":1' in entry for entry in entries())

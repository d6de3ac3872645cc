"""Results of the demo signed off by the inspector who answers for them, as he would on his phone."""

from datetime import date

from sqlalchemy import select

from server import clock
from server.accounts.step_up import Proof
from server.accounts.tables import AccountRow
from server.db import db
from server.demo.schedule import moment
from server.visits import lenient, sign_off, sign_off_rules
from server.visits.sign_off_document import Asked, Wish, challenge
from server.visits.tables import ResultRow
from server.vocabulary import Disposition, Outcome, ResultState, SignOffGrade

REASON = "初次违法，情节轻微并及时改正，依法不予处罚。"


def sign(visit_id: str, on: date) -> None:
    """Signs what of a visit waits for it, on a day."""
    waiting = select(ResultRow).where(ResultRow.visit_id == visit_id, ResultRow.state == ResultState.WAITING)
    for row in db.session.scalars(waiting).all():
        with clock.at(moment(on, 17, 10)):
            sign_result(row)


def sign_result(row: ResultRow, *, leniently: bool = False) -> None:
    """Signs one version now; leniently where the findings bear it."""
    account = db.session.scalar(select(AccountRow.id).where(AccountRow.inspector_id == row.inspector_id))
    fitting = sign_off_rules.fitting(Outcome(row.outcome), row.findings)
    disposition = Disposition.LENIENCY if leniently and Disposition.LENIENCY in fitting else fitting[0]
    listed = [each.entry.code for each in lenient.offered(row) if not each.repeated]
    spared = lenient.named(row, listed[:1]) if disposition is Disposition.LENIENCY else ()
    text = REASON if disposition in sign_off_rules.REASONED and not spared else ""
    wish, asked = Wish(disposition, text, row.inspector_id, spared), Asked("demo", clock.now().isoformat())
    said = sign_off.words(row.id, wish, asked, str(account))
    proof = Proof(SignOffGrade.PASSWORD)
    sign_off.sign(row.id, wish, asked, proof, account_id=str(account), signed=challenge(said))

"""Things of the field with everything filled in but what a test says."""

from datetime import date, timedelta
from typing import Any

from flask.testing import FlaskClient

from server import clock
from server.accounts.tables import AccountRow, MembershipRow
from server.db import db, transaction
from server.ids import new_id
from server.registry.tables import (
    AgencyRow,
    BadgeRow,
    EnterpriseRow,
    InspectionItemRow,
    InspectorRow,
    ItemVersionRow,
    PremisesRow,
)
from server.vocabulary import Role

FAR = date(2099, 12, 31)


def an_agency(code: str = "fire-rescue", name: str = "消防救援大队", competence: str = "fire") -> AgencyRow:
    return _kept(AgencyRow(id=code, name=name, short_name=name[:4], competence=competence, area="370211"))


def an_inspector(
    agency: AgencyRow, name: str = "王建国", badge_number: str = "", valid_until: date = FAR
) -> InspectorRow:
    inspector = InspectorRow(id=new_id(), agency_id=agency.id, name=name)
    number = badge_number or f"37{int(new_id().replace('-', ''), 16) % 10**9:09}"
    inspector.badges = [BadgeRow(number=number, issuer="青岛市", valid_from=date(2020, 1, 1), valid_until=valid_until)]
    return _kept(inspector)


def an_item(agency: AgencyRow, code: str = "fire-exit", name: str = "消防安全检查", lines: int = 3) -> ItemVersionRow:
    item = InspectionItemRow(id=code, agency_id=agency.id, competence=agency.competence)
    version = ItemVersionRow(
        id=new_id(), version=1, name=name, valid_from=date(2020, 1, 1),
        legal_basis=[{"law": "中华人民共和国消防法", "article": "第五十三条", "text": "监督检查"}],
        lines=[{"line": str(n), "content": f"第{n}项内容", "standard": "符合要求"} for n in range(1, lines + 1)],
    )  # fmt: skip
    item.versions = [version]
    _kept(item)
    return version


def an_enterprise(
    name: str = "海之味餐饮有限公司", credit_code: str = "91370211MA3C0AAA10", ended_on: date | None = None
) -> EnterpriseRow:
    enterprise = EnterpriseRow(
        id=new_id(), credit_code=credit_code, name=name, industry="6210", industry_name="正餐服务", ended_on=ended_on
    )
    enterprise.premises = [
        PremisesRow(id=new_id(), number=1, name=name, address="长江中路1号", sub_district="薛家岛街道")
    ]
    return _kept(enterprise)


def an_account(
    role: Role,
    *,
    name: str = "张三",
    sign_in_name: str | None = None,
    password_hash: str | None = None,
    agency: AgencyRow | None = None,
    enterprise: EnterpriseRow | None = None,
    inspector: InspectorRow | None = None,
) -> AccountRow:
    account = AccountRow(
        id=new_id(), name=name, sign_in_name=sign_in_name, password_hash=password_hash, made_at=clock.now(),
        inspector_id=inspector.id if inspector else None,
    )  # fmt: skip
    account.memberships = [
        MembershipRow(
            role=role, agency_id=agency.id if agency else None, enterprise_id=enterprise.id if enterprise else None
        )
    ]
    return _kept(account)


def signed_in(client: FlaskClient, account: AccountRow) -> FlaskClient:
    """Gives the client a session of this account without going through a sign-in page."""
    from server.accounts.tables import SessionRow

    row = SessionRow(id=new_id(), account_id=account.id, method="test", made_at=clock.now(), seen_at=clock.now())
    row.proved_at = row.made_at
    session_id = row.id
    _kept(row)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = session_id
        cookie["_fresh"] = True
    return client


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _kept(row: Any) -> Any:
    with transaction():
        db.session.add(row)
    return row

"""Who signs in: accounts with their roles, passkeys, invitations, sessions and the phones that sync."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import Document, UTCDateTime, db
from server.ids import new_id


class AccountRow(db.Model):  # type: ignore[name-defined]
    """A person who signs in; what he may do stands in his memberships."""

    __tablename__ = "account"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    sign_in_name: Mapped[str | None] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    inspector_id: Mapped[str | None] = mapped_column(ForeignKey("inspector.id"), unique=True)
    language: Mapped[str] = mapped_column(String(5), default="zh")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    memberships: Mapped[list["MembershipRow"]] = relationship(back_populates="account")
    passkeys: Mapped[list["PasskeyRow"]] = relationship(back_populates="account", order_by="PasskeyRow.made_at")


class MembershipRow(db.Model):  # type: ignore[name-defined]
    """One role of an account, within an agency (officers, leads, inspectors) or an enterprise (managers)."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("account_id", "role", "agency_id", "enterprise_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    account: Mapped[AccountRow] = relationship(back_populates="memberships")


class PasskeyRow(db.Model):  # type: ignore[name-defined]
    """A WebAuthn credential; revoked, never deleted. One that is `backed_up` may be copied to other devices."""

    __tablename__ = "passkey"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    backed_up: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str] = mapped_column(String(100), default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    made_in: Mapped[str] = mapped_column(String(64), default="")
    account: Mapped[AccountRow] = relationship(back_populates="passkeys")


class InvitationRow(db.Model):  # type: ignore[name-defined]
    """A one-time link with which a person makes the first passkey; only the token's digest is kept."""

    __tablename__ = "invitation"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SessionRow(db.Model):  # type: ignore[name-defined]
    """A signed-in browser: 12 hours at most, 30 minutes idle for desks; ended by sign-out or by revoking."""

    __tablename__ = "sign_in_session"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    method: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    passkey_id: Mapped[str | None] = mapped_column(String(36))
    proved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    account: Mapped[AccountRow] = relationship()


class BrowserUseRow(db.Model):  # type: ignore[name-defined]
    """Until when an account may have been in use in a browser; of the browser only its mark's digest is kept."""

    __tablename__ = "browser_use"
    browser: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    until: Mapped[datetime] = mapped_column(UTCDateTime)


class NetworkUseRow(db.Model):  # type: ignore[name-defined]
    """The last day an account was in a network; of the network only a keyed digest is kept, and not for ever."""

    __tablename__ = "network_use"
    network: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    used_on: Mapped[date] = mapped_column(index=True)


class SecurityNoteRow(db.Model):  # type: ignore[name-defined]
    """安全日志: a kind of thing, by which account and from which network, and how often within ten minutes."""

    __tablename__ = "security_note"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    network: Mapped[str] = mapped_column(String(16), default="")
    what: Mapped[str] = mapped_column(String(60), default="")
    many: Mapped[int] = mapped_column(default=1)
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)
    account: Mapped[AccountRow | None] = relationship()


class DeviceRow(db.Model):  # type: ignore[name-defined]
    """A phone that pushes: its token's digest, how far its chain of operations has come, and when it was last heard."""

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    label: Mapped[str] = mapped_column(String(100), default="")
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    token_expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_dseq: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="0" * 64)
    heard_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    account: Mapped[AccountRow] = relationship()


class DeviceKeyRow(db.Model):  # type: ignore[name-defined]
    """The public half of a key that never leaves a phone; one stands per phone, those before are ended.

    `vouching` is how a passkey of its person signed for it; null where only his session did.
    """

    __tablename__ = "device_key"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    vouching: Mapped[dict[str, str] | None] = mapped_column(Document)
    device: Mapped[DeviceRow] = relationship()

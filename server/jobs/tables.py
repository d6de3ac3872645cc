"""How each job of the worker went last; one row a job."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class JobRow(db.Model):  # type: ignore[name-defined]
    """自动任务: when it ran last, how long it took, its last fault; `failures` are those since it last went well."""

    __tablename__ = "job"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    took_ms: Mapped[int]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fault: Mapped[str] = mapped_column(Text, default="")

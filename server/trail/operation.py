"""An operation a phone pushed, taken apart and attributed: what the parts' OPERATIONS are handed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple


class Claim(NamedTuple):
    """A file named in an operation; its bytes travel separately, under their digest."""

    sha256: str
    size: int
    mime: str
    role: str


class Operation(NamedTuple):
    """What happened, who says so, when his phone says it was and when the server received it."""

    id: str
    kind: str
    entity: str
    entity_id: str
    body: Mapping[str, Any]
    blobs: tuple[Claim, ...]
    made_at: datetime
    received_at: datetime
    skew_ms: int | None
    dseq: int
    device_id: str
    account_id: str
    inspector_id: str
    agency_id: str


class Unusable(Exception):
    """An operation that cannot be acted upon; it is kept byte for byte under this code, and nothing waits for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

"""记录码: the end of a phone's chain as digits for a square code, with its signature where it has a key; pure."""

from dataclasses import dataclass
from uuid import UUID

from server.visits.visit_code import digits, undigits

VERSION = 1
DEVICE, NUMBER, HEAD, SIGNATURE = 16, 4, 32, 64
UNSIGNED = 1 + DEVICE + NUMBER + HEAD


@dataclass(frozen=True)
class Head:
    """After which of its operations a phone's chain has which head."""

    device: str
    dseq: int
    head: str
    signature: bytes | None


def read(written: str) -> Head | None:
    """The head these digits say, or nothing."""
    data = undigits(written)
    if data is None or len(data) not in (UNSIGNED, UNSIGNED + SIGNATURE) or data[0] != VERSION:
        return None
    device, rest = data[1 : 1 + DEVICE], data[1 + DEVICE :]
    dseq = int.from_bytes(rest[:NUMBER])
    if not 0 < dseq < 2**31:
        return None
    head, signature = rest[NUMBER : NUMBER + HEAD], rest[NUMBER + HEAD :]
    return Head(str(UUID(bytes=device)), dseq, head.hex(), signature or None)


def written(head: Head) -> str:
    """The digits that say this head."""
    number, signature = head.dseq.to_bytes(NUMBER), head.signature or b""
    return digits(bytes([VERSION]) + UUID(head.device).bytes + number + bytes.fromhex(head.head) + signature)

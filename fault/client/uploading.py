"""Photos, piece by piece under their digest: ask where the upload stands, go on there."""

import base64
import hashlib

from fault.client.link import Answer, Link, Trouble
from fault.client.patience import Patience
from fault.client.sending import Held
from fault.client.state import State

PIECE = 256 * 1024


class Uploader:
    """The photos of one phone on one connection; `damaged` are those whose bytes the phone itself has lost."""

    def __init__(self, state: State, link: Link, patience: Patience, token: dict[str, str]) -> None:
        self.state, self.link, self.patience, self.token = state, link, patience, token
        self.damaged: set[str] = set()

    def send_all(self) -> None:
        while missing := [sha for sha, stored in self.state.photos.items() if not stored and sha not in self.damaged]:
            for sha256 in missing:
                self._send(sha256)

    def _send(self, sha256: str) -> None:
        """One photo as far as it goes; whoever calls comes back until it is stored."""
        data = self.state.photo(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            self.damaged.add(sha256)
            return
        try:
            offset = self._begin(sha256)
            while offset is not None:
                offset = self._piece(sha256, data, offset)
        except Trouble:
            self.patience.wait()
        else:
            self.patience.renew()

    def _begin(self, sha256: str) -> int | None:
        return self._reached(sha256, self.link.sync("HEAD", f"blob/{sha256}", b"", self.token))

    def _piece(self, sha256: str, data: bytes, offset: int) -> int | None:
        piece = data[offset : offset + PIECE]
        digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        headers = {
            **self.token, "Upload-Offset": str(offset), "Upload-Length": str(len(data)),
            "Content-Digest": f"sha-256=:{digest}:", "Content-Type": "application/octet-stream",
        }  # fmt: skip
        return self._reached(sha256, self.link.sync("PATCH", f"blob/{sha256}", piece, headers))

    def _reached(self, sha256: str, answer: Answer) -> int | None:
        """Where to go on; None when it is whole."""
        if answer.headers.get("Upload-Complete") == "?1":
            self.state.note({"stored": sha256})
            return None
        if answer.status in (204, 409):
            return answer.number("Upload-Offset")
        if answer.status == 422:
            raise Trouble(answer.code)
        raise Held(answer.code or f"{answer.status} for a photo")

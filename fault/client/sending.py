"""Sends what waits, in batches, until the server has confirmed its head; every answer as docs/protocol.md says."""

from typing import Any

from fault.client.link import Answer, Link, Trouble
from fault.client.patience import Patience
from fault.client.state import State


class Held(Exception):
    """The queue stands and is kept: a person must sign in, or look."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Sender:
    """The outbox of one phone on one connection."""

    def __init__(self, state: State, link: Link, patience: Patience, most: int = 25) -> None:
        self.state, self.link, self.patience, self.most = state, link, patience, most
        self.endpoint = "push"

    def send_all(self) -> None:
        while self.state.waiting:
            self.send(self.state.server_at + 1)

    def send(self, first: int, last: int | None = None) -> None:
        """One batch, and what its answer tells us to do."""
        last = last or min(first + self.most - 1, len(self.state.operations))
        try:
            answer = self.link.post(self.endpoint, self.message(first, last), self.authorization)
        except Trouble:
            self.patience.wait()
            return
        self.patience.renew()
        self._heed(answer, last - first + 1)

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Device {self.state.me.get('token', '')}"}

    def message(self, first: int, last: int) -> dict[str, Any]:
        return {
            "proto": 1, "device": self.state.me["device"], "from": first, "to": last,
            "operations": self.state.operations[first - 1 : last], "head": self.state.heads[last],
            "sig": None, "alg": None, "app": "fault", "schema": 1,
        }  # fmt: skip

    def _heed(self, answer: Answer, size: int) -> None:
        if answer.status == 200:
            self._confirmed(answer.json)
        elif answer.code == "gap":
            self._behind(answer.json["facts"]["expect"] - 1)
        elif answer.status in (400, 413) and size > 1:
            self.most = size // 2
        else:
            raise Held(answer.code)

    def _confirmed(self, receipt: dict[str, Any]) -> None:
        state, acked = self.state, receipt["acked"]
        if acked > len(state.operations) or state.heads[acked] != receipt["head"]:
            raise Held("head_differs")
        with state.lock:
            again = [{"wanted": sha256} for sha256 in receipt["need_blobs"] if state.photos.get(sha256)]
            stood = {"stood": max(acked, state.server_at), "results": receipt["results"]}
            state.note({"epoch": receipt["epoch"]}, stood, *again)

    def _behind(self, dseq: int) -> None:
        """The server has less than it confirmed: allowed only to a database restored from a backup."""
        hello = self.link.post("hello", {"proto": [1], "app": "fault", "schema": 1}, {}).json
        restored = hello["epoch"] != self.state.epoch and self.state.epoch is not None
        broken = dseq < self.state.server_at and not restored
        self.state.note({"epoch": hello["epoch"]}, {"took_back": dseq} if broken else {"stood": dseq})

"""Takes in what lies after the cursor, page by page, each page and its cursor in one durable line."""

from typing import Any

from fault.client.link import Answer, Link, Trouble
from fault.client.patience import Patience
from fault.client.sending import Held
from fault.client.state import State


class Puller:
    """The pulling side of one phone; `disorder` counts numbers that did not grow."""

    def __init__(self, state: State, link: Link, patience: Patience, token: dict[str, str], limit: int = 500) -> None:
        self.state, self.link, self.patience, self.token, self.limit = state, link, patience, token, limit
        self.disorder = 0

    def pull(self) -> None:
        while self._page():
            pass

    def _page(self) -> bool:
        message = {"proto": 1, "cursor": self.state.cursor, "limit": self.limit, "schema": 1}
        try:
            answer = self.link.post("pull", message, self.token)
        except Trouble:
            self.patience.wait()
            return True
        self.patience.renew()
        if answer.status == 200:
            return self._taken(answer.json)
        return self._begin_anew(answer)

    def _taken(self, page: dict[str, Any]) -> bool:
        self.disorder += _out_of_order(page["changes"])
        kept = {name: page.get(name, []) for name in ("changes", "cursor", "reset")}
        wanted = [{"wanted": sha256} for sha256 in page.get("need_blobs", []) if self.state.photos.get(sha256)]
        self.state.note({"epoch": page["epoch"]}, {"page": kept}, *wanted)
        self._compare(page["last_dseq"], page["head"])
        return bool(page["more"])

    def _compare(self, dseq: int, head: str) -> None:
        """The server's stand in our chain: further than we knew after a lost answer, never less in one epoch."""
        if self.state.heads[dseq : dseq + 1] != [head]:
            raise Held("head_differs")
        if dseq != self.state.server_at:
            self.state.note({"stood" if dseq > self.state.server_at else "took_back": dseq})

    def _begin_anew(self, answer: Answer) -> bool:
        """The server was restored: the queue stays, everything else is asked for again."""
        if answer.code != "epoch":
            raise Held(answer.code)
        self.state.note({"afresh": answer.json["facts"]["epoch"]})
        self.patience.wait()
        return True


def _out_of_order(changes: list[dict[str, Any]]) -> int:
    reached: dict[str, int] = {}
    wrong = 0
    for change in changes:
        if "n" in change:
            wrong += change["n"] <= reached.get(change["f"], 0)
            reached[change["f"]] = change["n"]
    return wrong

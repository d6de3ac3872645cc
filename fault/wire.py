"""F3, F4, F19, F21: answers lost after the commit, requests twice and out of order, bytes flipped, captive portals."""

import gzip
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

from fault.accounts import Account
from fault.client import day
from fault.client.link import Link
from fault.client.phone import Phone
from fault.client.sending import Sender
from fault.proxy import Forward, Mischief, Proxy, Request, Response
from fault.run import Run, fault, tried
from fault.stored import digest


class Road:
    """Mischief done with chances drawn from one source, counted."""

    def __init__(self, seed: int) -> None:
        self.chance, self.done, self.seen = random.Random(seed), 0, []

    def happens(self, share: float) -> bool:
        happens = self.chance.random() < share
        self.done += happens
        return happens


class LosesAnswers(Road):
    """One answer in five is lost after the server has done its work."""

    def __call__(self, request: Request, forward: Forward) -> Response | None:
        answer = forward(request)
        return None if request.path.startswith("/sync") and self.happens(0.2) else answer


class RepeatsAndReorders(Road):
    """One request in ten arrives twice, one in ten after an old batch, and all of them at their own pace."""

    def __call__(self, request: Request, forward: Forward) -> Response | None:
        time.sleep(self.chance.uniform(0, 0.02))
        if request.path.endswith("/push"):
            self.seen.append(request)
            if self.happens(0.1):
                forward(request)
            if self.happens(0.1):
                forward(self.chance.choice(self.seen))
        return forward(request)


class FlipsBytes(Road):
    """One piece of a photo in three arrives with a flipped bit, half of those without their digest."""

    def __call__(self, request: Request, forward: Forward) -> Response | None:
        if request.method == "PATCH" and request.body and self.happens(0.33):
            bare = {name: value for name, value in request.headers.items() if name != "Content-Digest"}
            headers = bare if self.chance.random() < 0.5 else request.headers
            request = replace(request, body=flipped(request.body, self.chance), headers=headers)
        return forward(request)


class Portal(Road):
    """A hotel's network: at first every request is answered by the portal, then one in three."""

    CLOSED = 12

    def __call__(self, request: Request, forward: Forward) -> Response | None:
        if request.path.startswith("/sync") and (self.done < self.CLOSED or self.happens(0.33)):
            self.done += 1
            return self.chance.choice(PORTALS)(request)
        return forward(request)


def _html(_: Request) -> Response:
    return Response(200, {"Content-Type": "text/html"}, "<html><h1>欢迎使用酒店网络，请登录</h1></html>".encode())


def _moved(_: Request) -> Response:
    return Response(302, {"Location": "http://portal.example/login"}, b"")


def _sign_in(_: Request) -> Response:
    return Response(511, {"Content-Type": "text/html"}, b"<html>Network Authentication Required</html>")


def _echo(request: Request) -> Response:
    """Says yes to everything, in our own words: only the header is missing."""
    body = gzip.decompress(request.body) if request.headers.get("Content-Encoding") == "gzip" else b"{}"
    sent = json.loads(body)
    receipt = {"acked": sent.get("to", 0), "head": sent.get("head", ""), "results": [], "need_blobs": [], "epoch": "x"}
    headers = {"Content-Type": "application/json", "Upload-Complete": "?1"}
    return Response(200, headers, json.dumps(receipt).encode())


PORTALS: tuple[Callable[[Request], Response], ...] = (_html, _moved, _sign_in, _echo)


@fault("F3", "answers lost after the commit", broken=("stores_again", "forgets_arrivals"))
def answers_lost(run: Run) -> Account:
    return _over(run, LosesAnswers(3))


@fault("F4", "requests twice, old ones again, two connections", broken=("stores_again",))
def repeated(run: Run) -> Account:
    return _over(run, RepeatsAndReorders(4), _raced)


@fault("F21", "captive portal", broken=("phone_believes_any_200",))
def captive_portal(run: Run) -> Account:
    return _over(run, Portal(21))


def _over(run: Run, road: Road, work: Callable[[Phone], None] = Phone.sync) -> Account:
    with run.server() as server, Proxy(server.url, _as_mischief(road)) as proxy:
        phones = run.phones(run.of(2, 4, 8), server.url)
        for phone in phones:
            phone.batch = 10
            day.visits(phone, run.chance, *run.of((100, 2), (500, 10), (5_000, 50)))
            phone.link.move(proxy.url)
        run.together(work, phones)
        for phone in phones:
            phone.link.move(server.url)
        account = run.account(phones)
    account.notes["mischief"] = road.done
    account.must_be_none["no mischief done"] = int(road.done == 0)
    return account


def _as_mischief(road: Road) -> Mischief:
    return road  # type: ignore[return-value]


def _raced(phone: Phone) -> None:
    """Two connections send the same outbox at once, as two tabs without a lock would."""
    second = Sender(phone.state, Link(f"http://{phone.link.address}"), phone.patience, 7)
    racing = Thread(target=lambda: tried(lambda _: second.send_all(), phone))
    racing.start()
    tried(Phone.push, phone)
    racing.join()
    phone.sync()


@fault("F19", "photos damaged on the wire and on the phone", broken=("believes_photos",))
def photos_damaged(run: Run) -> Account:
    road = FlipsBytes(19)
    with run.server() as server, Proxy(server.url, road) as proxy:
        [phone] = run.phones(1, server.url)
        day.visits(phone, run.chance, 60, run.of(6, 20, 60), 600_000)
        spoiled = _spoil(phone, run)
        phone.link.move(proxy.url)
        run.together(Phone.sync, [phone])
        _send_anyway(phone, spoiled)
        account = run.account([phone])
    account.must_be_none["unsent"] -= len(phone.damaged)
    account.must_be_none["damage not noticed"] = int(phone.damaged != {spoiled})
    account.must_be_none["stored under a wrong hash"] = _wrongly_named(run.place.data / "photos")
    account.must_be_none["no mischief done"] = int(road.done == 0)
    account.notes["flipped"] = road.done
    return account


def _spoil(phone: Phone, run: Run) -> str:
    """One bit of one photo rots on the phone itself."""
    sha256 = next(iter(phone.state.photos))
    path = phone.state.photo(sha256)
    path.write_bytes(flipped(path.read_bytes(), run.chance))
    return sha256


def _send_anyway(phone: Phone, sha256: str) -> None:
    """A careless phone would send it as it is."""
    data = phone.state.photo(sha256).read_bytes()
    headers = {**phone.authorization, "Upload-Offset": "0", "Upload-Length": str(len(data))}
    phone.link.ask("PATCH", f"/sync/v1/blob/{sha256}", data, headers)


def _wrongly_named(folder: Path) -> int:
    whole = (path for path in folder.glob("??/*") if path.is_file() and len(path.name) == 64)
    return sum(digest(path.read_bytes()) != path.name for path in whole)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """The same bytes but for one bit."""
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]

"""A bad radio link: two network namespaces joined by a line that loses, delays and squeezes packets.

The kernel's netem does the same but is missing from many kernels; here it takes two TUN devices.
"""

import ctypes
import fcntl
import heapq
import os
import random
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from fault.run import NotPossible

TUNSETIFF, IFF_TUN, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x0001, 0x1000, 0x40000000
MTU = 1500
SERVER, PHONE = "10.99.0.1", "10.99.0.2"


@dataclass(frozen=True)
class Weather:
    """What happens to packets from the phone; those to it only share the rate."""

    loss: float = 0.3
    delay: float = 0.3
    jitter: float = 0.1
    bits_per_second: int = 780_000


@dataclass
class Link:
    """The two namespaces by name, and how many packets were sent and lost."""

    server: str
    phone: str
    sent: int = 0
    lost: int = 0


@contextmanager
def radio(weather: Weather) -> Iterator[Link]:
    """A link until the block ends; needs root and /dev/net/tun."""
    link = Link(f"mashang-s{os.getpid()}", f"mashang-p{os.getpid()}")
    with ExitStack() as over:
        ends = [_end(over, link.server, SERVER), _end(over, link.phone, PHONE)]
        stop = threading.Event()
        over.callback(stop.set)
        to_phone = Weather(0.0, 0.0, 0.0, weather.bits_per_second)
        for source, target, how in ((ends[1], ends[0], weather), (ends[0], ends[1], to_phone)):
            threading.Thread(target=_carry, args=(source, target, how, link, stop), daemon=True).start()
        yield link


def inside(namespace: str, work: Callable[[], None]) -> None:
    """Does the work in a thread that lives in the namespace, as do the threads and processes it starts."""
    trouble: list[BaseException] = []

    def live() -> None:
        try:
            _enter(namespace)
            work()
        except BaseException as error:
            trouble.append(error)

    living = threading.Thread(target=live)
    living.start()
    living.join()
    if trouble:
        raise trouble[0]


def _enter(namespace: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    with Path(f"/run/netns/{namespace}").open() as file:
        if libc.setns(file.fileno(), CLONE_NEWNET):
            raise NotPossible(f"setns: {os.strerror(ctypes.get_errno())}")


def _end(over: ExitStack, namespace: str, address: str) -> int:
    """One namespace with a TUN device in it; returns the file through which its packets go."""
    device = namespace.replace("mashang-", "m")
    _ip("netns", "add", namespace)
    over.callback(_ip, "netns", "delete", namespace)
    try:
        tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", device.encode(), IFF_TUN | IFF_NO_PI))
    except OSError as error:
        raise NotPossible(f"/dev/net/tun: {error.strerror}") from error
    over.callback(os.close, tun)
    _ip("link", "set", device, "netns", namespace)
    _ip("-n", namespace, "address", "add", f"{address}/24", "dev", device)
    _ip("-n", namespace, "link", "set", device, "up", "mtu", str(MTU))
    _ip("-n", namespace, "link", "set", "lo", "up")
    return tun


def _ip(*arguments: str) -> None:
    try:
        done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotPossible("the command ip is missing (apt-get install iproute2)") from error
    if done.returncode:
        raise NotPossible(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


def _carry(source: int, target: int, weather: Weather, link: Link, stop: threading.Event) -> None:
    """Packets one way: each is lost, or arrives after its delay and its turn on the line."""
    chance, under_way, line_free = random.Random(5), [], 0.0
    while not stop.is_set():
        now = time.monotonic()
        while under_way and under_way[0][0] <= now:
            _write(target, heapq.heappop(under_way)[2])
        packet = _read(source)
        if packet is None:
            time.sleep(0.001)
            continue
        link.sent += 1
        if chance.random() < weather.loss:
            link.lost += 1
            continue
        line_free = max(line_free, now) + len(packet) * 8 / weather.bits_per_second
        due = line_free + weather.delay + chance.uniform(-weather.jitter, weather.jitter)
        heapq.heappush(under_way, (due, link.sent, packet))


def _read(tun: int) -> bytes | None:
    try:
        return os.read(tun, MTU + 100)
    except OSError:
        return None


def _write(tun: int, packet: bytes) -> None:
    try:
        os.write(tun, packet)
    except OSError:
        return

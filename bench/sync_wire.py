"""A TCP proxy that counts what passes: the same for every peer, whatever each believes it sends."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Array, Process
from typing import Any

PIECE = 256 * 1024
UP, DOWN, REQUESTS = range(3)


@dataclass(frozen=True)
class Counter:
    """Where to connect, and what has passed since the last reset."""

    port: int
    counts: Any

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def reset(self) -> None:
        self.counts[:] = [0, 0, 0]

    @property
    def passed(self) -> tuple[float, float, int]:
        """MB to the server, MB from it, and requests: each time the client speaks after the server has."""
        return self.counts[UP] / 1e6, self.counts[DOWN] / 1e6, self.counts[REQUESTS]


@contextmanager
def counted(port: int) -> Iterator[Counter]:
    """A counter before the server on this port, in a process of its own."""
    counts = Array("q", 3)
    with socket.create_server(("127.0.0.1", 0), backlog=200) as door:
        process = Process(target=_serve, args=(door, port, counts), daemon=True)
        process.start()
        try:
            yield Counter(door.getsockname()[1], counts)
        finally:
            process.kill()
            process.join()


def _serve(door: socket.socket, port: int, counts: Any) -> None:
    while True:
        client, _ = door.accept()
        server = socket.create_connection(("127.0.0.1", port))
        turn = [DOWN]
        for source, target, way in ((client, server, UP), (server, client, DOWN)):
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_pass, args=(source, target, way, turn, counts), daemon=True).start()


def _pass(source: socket.socket, target: socket.socket, way: int, turn: list[int], counts: Any) -> None:
    try:
        while piece := source.recv(PIECE):
            with counts.get_lock():
                counts[way] += len(piece)
                counts[REQUESTS] += way == UP and turn[0] == DOWN
                turn[0] = way
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        source.close()
        target.close()

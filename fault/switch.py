"""Bytes to and fro between a port and whichever other port they are switched to, as a balancer before a database."""

import socket
from contextlib import suppress
from threading import Thread

from fault.serving import free_port


class Switch:
    """Listens until it is closed; a switch over or a cut breaks every connection that stands."""

    def __init__(self, to: int) -> None:
        self.port, self.to = free_port(), to
        self.standing: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", self.port))
        Thread(target=self._listen, daemon=True).start()

    def over(self, to: int) -> None:
        self.to = to
        self.cut()

    def cut(self) -> None:
        """Breaks all connections; with the target gone, new ones fail too."""
        while self.standing:
            with suppress(OSError):
                self.standing.pop().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.to = 0
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.cut()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self.listening.accept()
                self._join(here)

    def _join(self, here: socket.socket) -> None:
        try:
            there = socket.create_connection(("127.0.0.1", self.to), timeout=5)
        except OSError:
            here.close()
            return
        there.settimeout(None)
        self.standing += [here, there]
        for source, target in ((here, there), (there, here)):
            Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)

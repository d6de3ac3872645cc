"""Strangers' pictures are opened by a process of its own: a hostile one costs little and breaks nothing."""

import json
import logging
import os
import subprocess
import sys
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from server.refusals import BUSY, Refused

WALL_SECONDS = 10  # The child stops itself after three seconds of computing; this is for a machine that is busy.

_ROOT = Path(__file__).parents[2]
_CHILD = [sys.executable, "-m", "server.evidence.opening_child"]
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG")
_log = logging.getLogger(__name__)


def codes(photo: bytes) -> bytes:
    """The codes in a photo, as JSON; nothing if the child died over it."""
    return _opener.ask(b"codes", photo)


def small(picture: bytes) -> bytes:
    """A small JPEG of a picture; nothing if none can be made."""
    return _opener.ask(b"small", picture)


def engines() -> dict[str, str | None]:
    """Each decoder's version, or none where it is not alive; asked of the process that would use them."""
    asked = subprocess.run([*_CHILD, "--engines"], cwd=_ROOT, env=_environment(), capture_output=True, timeout=30)
    known: dict[str, Any] = json.loads(asked.stdout or "{}")
    return known


class _Opener:
    """One child at a time for this process, started when first needed and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._owner = 0

    def ask(self, what: bytes, picture: bytes) -> bytes:
        """What the child makes of a picture; nothing if it died over it, the refusal `busy` if it got no time."""
        with self._lock:
            try:
                line = self._send(what, picture)
                if line.poll(WALL_SECONDS):
                    return line.recv_bytes()
            except (EOFError, OSError):
                self._end()
                return b""
            self._end()
            raise Refused(BUSY)

    def _send(self, what: bytes, picture: bytes) -> Connection:
        """Hands the picture over; a child that died while idle gives no receipt, and a new one gets it."""
        line = self._standing() or self._start()
        try:
            return _handed_over(line, what, picture)
        except (EOFError, OSError):
            self._end()
            return _handed_over(self._start(), what, picture)

    def _standing(self) -> Connection | None:
        """The line to a living child of ours; one inherited by a fork is the parent's and is left alone."""
        if self._owner != os.getpid() or self._child is None or self._child.poll() is not None:
            self._line = None
        return self._line

    def _start(self) -> Connection:
        self._line, theirs = Pipe()
        self._child = subprocess.Popen(
            [*_CHILD, str(theirs.fileno())], cwd=_ROOT, env=_environment(), pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        theirs.close()
        self._owner = os.getpid()
        return self._line

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            _log.warning("the opener of pictures ended with %s and will be started again", self._child.wait())
        if self._line is not None:
            self._line.close()
        self._child = self._line = None


def _handed_over(line: Connection, what: bytes, picture: bytes) -> Connection:
    line.send_bytes(what)
    line.send_bytes(picture)
    line.recv_bytes()
    return line


def _environment() -> dict[str, str]:
    """No secrets of ours for a process that opens strangers' files."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


_opener = _Opener()

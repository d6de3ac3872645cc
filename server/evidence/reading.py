"""Codes out of an uploaded photo, read by a process of its own: a hostile picture costs little and breaks nothing."""

import json
import logging
import os
import subprocess
import sys
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypedDict

from server.evidence.mime import mime_of
from server.refusals import NOT_AN_IMAGE, TOO_LARGE, Refused

LARGEST_PHOTO = 20 * 1024 * 1024
WALL_SECONDS = 5  # The child stops itself after three seconds of computing; this is for a machine that is busy.

_ROOT = Path(__file__).parents[2]
_CHILD = [sys.executable, "-m", "server.evidence.reading_child"]
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG")
_log = logging.getLogger(__name__)


class Code(TypedDict):
    """A text read from a photo, with the engine and the step that read it."""

    text: str
    engine: str
    step: str


def read(photo: bytes) -> list[Code]:
    """All codes in a JPEG, PNG or WebP of at most 20 MB; refuses what is no such picture."""
    if len(photo) > LARGEST_PHOTO:
        raise Refused(TOO_LARGE, most="20 MB")
    if not mime_of(photo):
        raise Refused(NOT_AN_IMAGE)
    answer = _reader.ask(photo)
    if "error" in answer:
        raise Refused(NOT_AN_IMAGE)
    return answer["codes"]


def read_file(path: Path) -> list[Code]:
    """All codes in a picture file."""
    return read(path.read_bytes())


def engines() -> dict[str, str | None]:
    """Each decoder's version, or none where it is not alive; asked of the process that would use them."""
    asked = subprocess.run([*_CHILD, "--engines"], cwd=_ROOT, env=_environment(), capture_output=True, timeout=30)
    return json.loads(asked.stdout or "{}")


class _Reader:
    """One child at a time for this process, started when first needed and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._owner = 0

    def ask(self, photo: bytes) -> dict[str, list[Code]]:
        with self._lock:
            try:
                line = self._send(photo)
                if line.poll(WALL_SECONDS):
                    return json.loads(line.recv_bytes())
            except (EOFError, OSError):
                pass
            self._end()
            return {"codes": []}

    def _send(self, photo: bytes) -> Connection:
        """Hands the photo over; a child that died while idle gives no receipt, and a new one gets it."""
        line = self._standing() or self._start()
        try:
            return _handed_over(line, photo)
        except (EOFError, OSError):
            self._end()
            return _handed_over(self._start(), photo)

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
            _log.warning("the code reader ended with %s and will be started again", self._child.wait())
        if self._line is not None:
            self._line.close()
        self._child = self._line = None


def _handed_over(line: Connection, photo: bytes) -> Connection:
    line.send_bytes(photo)
    line.recv_bytes()
    return line


def _environment() -> dict[str, str]:
    """No secrets of ours for a process that opens strangers' files."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


_reader = _Reader()

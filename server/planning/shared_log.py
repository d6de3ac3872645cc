"""A log that several processes read at once, each from its beginning; what comes through a pipe is put by first."""

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

SMALL = 8_000_000  # bytes of a log that one process has replayed before others could help
CHUNK = 250_000  # bytes read at once; the answers to a share of them wait in a pipe while nobody takes them


class SharedLog:
    """The log of a stream, and whether it is worth several processes."""

    def __init__(self, stream: BinaryIO) -> None:
        self.file: BinaryIO = stream if stream.seekable() else put_by(stream)
        self.place = self.file.tell()
        self.is_small = self.file.seek(0, os.SEEK_END) - self.place < SMALL
        self.file.seek(self.place)
        self.descriptor = own_descriptor(self.file)

    def chunks(self) -> Iterator[tuple[int, list[bytes]]]:
        """The lines, some at a time, with the number of the first of them."""
        first, begun = 1, b""
        for read in self.reads():
            *lines, begun = (begun + read).split(b"\n")
            yield first, lines
            first += len(lines)
        yield first, [begun]

    def reads(self) -> Iterator[bytes]:
        """What the log holds, piece by piece, without moving the place at which others read it."""
        if self.descriptor is None:
            yield from iter(partial(self.file.read, CHUNK), b"")
            return
        place = self.place
        while read := os.pread(self.descriptor, CHUNK, place):
            yield read
            place += len(read)


def own_descriptor(file: BinaryIO) -> int | None:
    """A descriptor of its own, for a helping process closes its standard input; none for what is in memory only."""
    try:
        return os.dup(file.fileno())
    except io.UnsupportedOperation:
        return None


def put_by(stream: BinaryIO) -> BinaryIO:
    """What a stream says, in a file without a name that is gone when the replay is."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115
    shutil.copyfileobj(stream, kept, CHUNK)
    kept.seek(0)
    return kept

"""`mashang read-code FILE…`: one line of JSON for each picture."""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from server.refusals import Refused

from . import reading

NO_PICTURE = 2


def run(paths: Iterable[str], out: TextIO, err: TextIO) -> int:
    """Reads every file; a picture without a code is an answer, a file that is no picture is a fault."""
    return max((_one(path, out, err) for path in paths), default=0)


def _one(path: str, out: TextIO, err: TextIO) -> int:
    began = time.perf_counter()
    try:
        codes = reading.read_file(Path(path))
    except Refused as refused:
        print(f"{path}: {refused.sentence()}", file=err)
        return NO_PICTURE
    except OSError as error:
        print(f"{path}: {error.strerror}", file=err)
        return NO_PICTURE
    milliseconds = round((time.perf_counter() - began) * 1000, 1)
    print(json.dumps({"file": path, "codes": codes, "ms": milliseconds}, ensure_ascii=False), file=out)
    return 0

"""Ways to break the server, each a mistake somebody once made."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask, current_app

from fault.broken import breaks
from server.sync import api, applying, push


@breaks
def acks_early() -> None:
    """Answers before the commit, which comes a little later or never."""
    real, one_by_one = push.accept, ThreadPoolExecutor(1)

    def later(app: Flask, device_id: str, batch: Any) -> None:
        time.sleep(0.1)
        with app.app_context():
            real(device_id, batch)

    def accept(device_id: str, batch: Any) -> Any:
        one_by_one.submit(later, current_app._get_current_object(), device_id, batch)
        results = [{"dseq": batch.first + n, "id": "", "status": "applied"} for n in range(len(batch.texts))]
        return push.Receipt(batch.last, batch.head, results, [])

    api.push.accept = accept


@breaks
def loses_the_last() -> None:
    """Confirms a batch whose last operation it forgot to store."""
    real = applying.keep
    applying.keep = lambda device, arrived, now: real(device, arrived[:-1], now)

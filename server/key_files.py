"""Secret keys as files beside the database: made when first needed, readable by their owner only."""

import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The key of this file. Several processes may start at once: the key that is there first is everybody's."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _link(path, make())
    return path.read_bytes()


def _link(path: Path, key: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # mode 600 from the start
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return


def replaced(path: Path, key: bytes) -> None:
    """Puts another key in the place of this file's; a reader gets the one or the other, whole."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def ed25519(folder: Path) -> list[Ed25519PrivateKey]:
    """Every Ed25519 key of a folder, the newest, which signs, last; the first is made when first needed."""
    kept(folder / "0001.pem", _new_ed25519)
    return [_ed25519(path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.pem"))]


def _new_ed25519() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@lru_cache(100)
def _ed25519(path: Path, _written: int) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit(f"{path} holds no Ed25519 key")
    return key

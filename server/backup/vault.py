"""A folder of backups: files in pieces by their digest, each piece kept once, sealed where there is a passphrase.

A backup is there when its manifest is: pieces without one are left by a backup that broke off, and are used again.
"""

import hmac
import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from server import whole_file

FORMAT = 1
PIECE = 4 * 1024 * 1024
NONCE, TAG = 12, 16
COST = {"n": 2**17, "r": 8, "p": 1}
MOST_COST = {"n": 2**20, "r": 16, "p": 4}
LEAST_LETTERS = 12


class Unusable(Exception):
    """A backup that cannot be taken, opened or put back; says what to do."""


class Damaged(Exception):
    """Something in the folder is not what was put there; says where."""


class Secrets(NamedTuple):
    """What a passphrase makes: one key seals, the other names the pieces so that a name tells nothing."""

    sealing: bytes
    naming: bytes


class Vault:
    """The pieces and manifests in a folder."""

    def __init__(self, folder: Path, secrets: Secrets | None) -> None:
        self.folder, self.secrets = folder, secrets

    @property
    def sealed(self) -> bool:
        return self.secrets is not None

    def put(self, data: bytes) -> tuple[str, int]:
        """Keeps a piece; returns its name and how many bytes are new in the folder."""
        name = self._name(sha256(data).digest())
        path = self._path(name)
        if path.exists() and path.stat().st_size == len(data) + (NONCE + TAG if self.sealed else 0):
            return name, 0
        stored = self._sealed(name, data)
        whole_file.write(path, stored, private=True)
        return name, len(stored)

    def has(self, name: str) -> bool:
        return self._path(name).exists()

    def get(self, name: str) -> bytes:
        """A piece as it was; raises Damaged."""
        data = self._read(self._path(name), name)
        if not hmac.compare_digest(self._name(sha256(data).digest()), name):
            raise Damaged(f"piece {name}")
        return data

    def names(self) -> list[str]:
        """The backups that are whole, the newest last."""
        return sorted(path.name for path in (self.folder / "manifests").glob("*Z"))

    def manifest(self, name: str) -> dict[str, Any]:
        """What a backup holds; raises Damaged."""
        try:
            told: dict[str, Any] = json.loads(self._read(self.folder / "manifests" / name, name))
        except ValueError:
            raise Damaged(f"manifest {name}") from None
        return told

    def finish(self, name: str, manifest: dict[str, Any]) -> None:
        """Writes the manifest, after everything it names."""
        whole_file.write(
            self.folder / "manifests" / name, self._sealed(name, json.dumps(manifest).encode()), private=True
        )

    def forget_but(self, most: int) -> int:
        """Removes all but the newest backups, with the pieces that only they needed; returns how many backups."""
        names = self.names()
        old = names[:-most]
        if old:
            needed = {piece for name in names[-most:] for piece in pieces_of(self.manifest(name))}
            for name in old:
                (self.folder / "manifests" / name).unlink()
            for path in (self.folder / "pieces").glob("*/*"):
                if path.name not in needed:
                    path.unlink()
        return len(old)

    def _name(self, digest: bytes) -> str:
        return hmac.digest(self.secrets.naming, digest, "sha256").hex() if self.secrets else digest.hex()

    def _path(self, name: str) -> Path:
        return self.folder / "pieces" / name[:2] / name

    def _sealed(self, name: str, data: bytes) -> bytes:
        if self.secrets is None:
            return data
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.secrets.sealing).encrypt(nonce, data, name.encode())

    def _read(self, path: Path, name: str) -> bytes:
        try:
            data = path.read_bytes()
            if self.secrets is None:
                return data
            return AESGCM(self.secrets.sealing).decrypt(data[:NONCE], data[NONCE:], name.encode())
        except FileNotFoundError:
            raise Damaged(f"{path.relative_to(self.folder)} is missing") from None
        except (InvalidTag, ValueError):
            raise Damaged(f"{path.relative_to(self.folder)} is not what was put there") from None


def pieces_of(manifest: dict[str, Any]) -> Iterable[str]:
    """The names of all pieces a backup is made of."""
    return {name for entry in manifest["files"].values() for name in entry["pieces"]}


def create(folder: Path, passphrase: str | None) -> Vault:
    """The vault of a folder, begun there if it is new; an old one keeps the way it was begun."""
    if (folder / "backup.json").exists():
        return opened(folder, passphrase)
    if folder.exists() and any(folder.iterdir()):
        raise Unusable(f"{folder} is not empty and holds no backup: name a folder of its own")
    if passphrase is not None and len(passphrase) < LEAST_LETTERS:
        raise Unusable(f"a passphrase has at least {LEAST_LETTERS} letters")
    told: dict[str, Any] = {"format": FORMAT, "sealed": None}
    secrets = None
    if passphrase is not None:
        salt = os.urandom(16)
        secrets = _secrets(passphrase, salt, COST)
        told["sealed"] = {"salt": salt.hex(), **COST, "proof": _proof(secrets)}
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole_file.write(folder / "backup.json", json.dumps(told).encode(), private=True)
    return Vault(folder, secrets)


def opened(folder: Path, passphrase: str | None) -> Vault:
    """The vault that is there; raises Unusable where there is none or the passphrase is another."""
    try:
        told = json.loads((folder / "backup.json").read_bytes())
        sealed = told["sealed"]
        if told["format"] != FORMAT or (sealed and any(not 0 < sealed[each] <= MOST_COST[each] for each in COST)):
            raise ValueError
        if sealed is None:
            return Vault(folder, None)
        if passphrase is None:
            raise Unusable(f"{folder} is sealed: give its passphrase")
        secrets = _secrets(passphrase, bytes.fromhex(sealed["salt"]), sealed)
        if not hmac.compare_digest(_proof(secrets), sealed["proof"]):
            raise Unusable(f"this is not the passphrase of {folder}")
    except (OSError, ValueError, KeyError, TypeError):
        raise Unusable(f"{folder} holds no backup") from None
    return Vault(folder, secrets)


def is_plain(folder: Path) -> bool:
    """Whether this folder's backups were begun without a passphrase."""
    try:
        return json.loads((folder / "backup.json").read_bytes())["sealed"] is None
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _secrets(passphrase: str, salt: bytes, cost: dict[str, Any]) -> Secrets:
    made = Scrypt(salt=salt, length=64, n=cost["n"], r=cost["r"], p=cost["p"]).derive(passphrase.encode())
    return Secrets(made[:32], made[32:])


def _proof(secrets: Secrets) -> str:
    """What tells a wrong passphrase at once."""
    return hmac.digest(secrets.naming, b"mashang backup v1", "sha256").hex()

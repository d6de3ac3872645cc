"""The account after a run: what the phones were promised against what the server has."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fault.client.phone import Phone
from fault.client.state import State
from fault.stored import Stored


@dataclass
class Account:
    """Figures of one run. `must_be_none` are the run's further invariants, by name; `notes` are worth knowing."""

    made: int = 0
    acknowledged: int = 0
    stored: int = 0
    missing: int = 0
    duplicate: int = 0
    different: int = 0
    holes: int = 0
    photos_acknowledged: int = 0
    photos_stored: int = 0
    photos_different: int = 0
    must_be_none: dict[str, int] = field(default_factory=dict)
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        lost = (self.missing, self.duplicate, self.different, self.holes, self.photos_different)
        return not any((*lost, self.photos_acknowledged - self.photos_stored, *self.must_be_none.values()))

    def __str__(self) -> str:
        broken = "".join(f", {name} {number}" for name, number in self.must_be_none.items() if number)
        notes = "".join(f"  {name} {value}" for name, value in self.notes.items())
        return (
            f"made {self.made}  acknowledged {self.acknowledged}  stored {self.stored}  missing {self.missing}  "
            f"duplicate {self.duplicate}  different {self.different}  holes {self.holes} | "
            f"photos {self.photos_acknowledged}/{self.photos_stored} different {self.photos_different} | "
            f"{len(self.must_be_none)} further{broken or ' all 0'} |{notes}"
        )


def settle(phones: Iterable[Phone], stored: Stored, set_aside: int = 0) -> Account:
    """The account of these phones; `set_aside` operations are expected to be in quarantine."""
    phones = list(phones)
    account = Account(holes=stored.holes())
    for phone in phones:
        _operations(account, phone.state, stored)
        _photos(account, phone.state, stored)
    account.duplicate += _doubled(phones, stored)
    account.must_be_none = {
        "unsent": sum(phone.state.waiting + _unsent_photos(phone.state) for phone in phones),
        "taken back": sum(phone.state.taken_back for phone in phones),
        "set aside": abs(sum(_set_aside(phone.state, stored) for phone in phones) - set_aside),
        "wrong effects": stored.wrong_effects(),
        "out of order": sum(phone.disorder for phone in phones),
        "stale records": sum(_stale(phone.state, stored) for phone in phones),
        "failed with 500": sum(phone.link.troubles[500] for phone in phones),
        "photos shown as on their way": sum(_untold(phone.state, stored) for phone in phones),
    }
    return account


def _set_aside(state: State, stored: Stored) -> int:
    return sum(entry.status == "quarantined" for entry in stored.of(state.me["device"]).values())


def _operations(account: Account, state: State, stored: Stored) -> None:
    here = stored.of(state.me["device"])
    account.made += len(state.operations)
    account.acknowledged += state.promised
    for dseq in range(1, state.promised + 1):
        entry = here.get(dseq)
        if entry is None:
            account.missing += 1
        elif entry.digest != state.digests[dseq]:
            account.different += 1
        else:
            account.stored += 1


def _doubled(phones: list[Phone], stored: Stored) -> int:
    copies = stored.copies()
    return sum(max(copies[digest] - 1, 0) for phone in phones for digest in phone.state.digests[1:])


def _photos(account: Account, state: State, stored: Stored) -> None:
    found = [stored.photo(sha256) for sha256 in state.photos_promised]
    account.photos_acknowledged += len(found)
    account.photos_stored += sum(digest is not None for digest in found)
    wrong = (digest not in (None, sha256) for sha256, digest in zip(state.photos_promised, found, strict=True))
    account.photos_different += sum(wrong)


def _unsent_photos(state: State) -> int:
    return sum(not stored for stored in state.photos.values())


def _stale(state: State, stored: Stored) -> int:
    """Records the phone has in another form than the server, lacks, or should not have any more."""
    feeds = {"reference", f"inspector:{state.me['inspector']}", *(key[0] for key in state.records)}
    there = {key: rev for key, rev in stored.records().items() if key[0] in feeds}
    here = {key: record["rev"] for key, record in state.records.items()}
    return len(dict(there.items() ^ here.items()))


def _untold(state: State, stored: Stored) -> int:
    """Photos that are there and of which a visit's record on the phone does not say so."""
    visits = (record for (_, entity, _), record in state.records.items() if entity == "visit")
    files = [file for visit in visits for file in visit["evidence"]]
    return sum(not file["stored"] and stored.photo(file["sha256"]) is not None for file in files)

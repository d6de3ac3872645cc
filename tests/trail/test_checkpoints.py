"""The log on a real database: every entry has its leaf, states are signed, and no other past is ever signed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from server import trail
from server.config import Settings
from server.db import db, transaction
from server.trail import checkpoints, epochs, leaves, merkle, notes, proving
from server.trail.checkpoints import Contradiction
from server.trail.tables import LeafRow, TrailEntryRow


def append(count: int) -> list[str]:
    with transaction():
        return [trail.append("test.made", "test", str(number), {"number": number}) for number in range(count)]


def all_leaves() -> Sequence[LeafRow]:
    return db.session.scalars(select(LeafRow).order_by(LeafRow.log_index)).all()


@pytest.fixture
def signing(settings: Settings, app: Flask) -> Settings:
    return replace(settings, public_origin="https://mashang.example")


def test_each_entry_is_the_next_leaf_and_opens_to_its_bytes(app: Flask):
    ids = [*append(3), *append(2)]

    found = all_leaves()

    assert [leaf.log_index for leaf in found] == list(range(len(found)))
    assert [leaf.entry_id for leaf in found][-5:] == ids
    for leaf in found:
        body = db.session.get_one(TrailEntryRow, leaf.entry_id).body
        assert leaf.salt and leaf.commitment == leaves.commitment(leaf.salt, body)


def test_what_is_undone_leaves_no_leaf(app: Flask):
    with pytest.raises(ZeroDivisionError), transaction():
        trail.append("test.made", "test", "1", {})
        raise ZeroDivisionError
    append(1)

    assert [leaf.log_index for leaf in all_leaves()] == [0]


def test_a_signed_state_vouches_for_every_entry_and_for_each_state_before(signing: Settings):
    states = []
    for count in (1, 254, 3, 300):
        append(count)
        states.append(checkpoints.make(signing))
    row = proving.newest()
    assert row and states[-1]
    note = notes.read_note(row.note)
    mine = checkpoints.keys(signing, row.origin)

    assert row.origin == "mashang.example/log/1"
    assert set(notes.verified(note, [mine.log, mine.clock])) == {mine.log.told(), mine.clock.told()}
    hashes = [merkle.leaf_hash(leaf.commitment) for leaf in all_leaves()]
    assert states[-1].size == len(hashes)
    for leaf in all_leaves()[::50]:
        opened = proving.opened(signing, leaf.entry_id)
        assert opened
        seen = merkle.leaf_hash(leaves.commitment(opened.salt, opened.body))
        assert merkle.is_included(seen, leaf.log_index, row.size, opened.proof.path, states[-1].root)
    for state in states:
        assert state
        proof = proving.growth(signing, state.size, row)
        assert merkle.is_consistent(state.size, row.size, state.root, states[-1].root, proof)


def test_where_nothing_has_happened_nothing_is_signed(signing: Settings):
    append(1)

    assert checkpoints.make(signing)
    assert checkpoints.make(signing) is None


def test_tiles_that_are_gone_are_made_again_from_the_leaves(signing: Settings):
    append(300)
    first = checkpoints.make(signing)
    assert first
    for path in (signing.data / "log" / "1" / "tile").rglob("*"):
        if path.is_file():
            path.unlink()
    append(1)

    second = checkpoints.make(signing)

    assert second and second.size == first.size + 1
    assert checkpoints.tiles(signing, 1).root(first.size) == first.root


def test_an_older_database_is_not_signed_until_a_new_epoch_says_so(signing: Settings):
    append(5)
    before = checkpoints.make(signing)
    assert before
    with transaction():
        db.session.execute(delete(LeafRow).where(LeafRow.log_index >= 3))

    with pytest.raises(Contradiction):
        checkpoints.make(signing)
    append(9)
    with pytest.raises(Contradiction):
        checkpoints.make(signing)

    checkpoints.begin_anew(signing)
    after = checkpoints.make(signing)
    assert after and after.origin == "mashang.example/log/2" != before.origin
    [told] = db.session.scalars(select(TrailEntryRow.body).where(TrailEntryRow.entity_id == after.origin)).all()
    assert before.text().encode().decode().replace("\n", "\\n") in told.decode()


def test_a_leaf_changed_behind_our_back_is_noticed_when_the_tree_is_made_again(signing: Settings):
    append(5)
    assert checkpoints.make(signing)
    with transaction():
        db.session.execute(update(LeafRow).where(LeafRow.log_index == 2).values(commitment=b"x" * 32))
    assert checkpoints.audit(signing) == 2


def test_after_salt_and_bytes_are_destroyed_the_log_still_holds(signing: Settings):
    [entry, *_] = append(5)
    checkpoints.make(signing)
    with transaction():
        db.session.execute(update(LeafRow).where(LeafRow.entry_id == entry).values(salt=None))
        db.session.execute(update(TrailEntryRow).where(TrailEntryRow.id == entry).values(body=b""))
    append(1)
    assert checkpoints.audit(signing) == 0, "nobody has said that it was removed by law"

    [leaf, *_] = all_leaves()
    with transaction():
        trail.append("record.removed", "test", "1", {"leaves": [(0, leaf.commitment.hex())]})

    assert checkpoints.audit(signing) is None
    assert checkpoints.make(signing)
    assert proving.opened(signing, entry) is None


def test_epochs_are_numbered(signing: Settings):
    first = epochs.current(lambda number: (f"here/log/{number}", "key"))

    assert first.number == 1
    assert epochs.current(lambda number: (f"there/log/{number}", "key")).origin == "here/log/1"

"""Signed notes: what we write the witnesses of the world can read, and what is not as the standard says is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.trail import notes
from server.trail.notes import LOG, WITNESS, Checkpoint, Malformed, Proof

KEY, PRIVATE = notes.new_key("example.com/log", LOG, b"1" * 32)
WITNESSING, WITNESS_PRIVATE = notes.new_key("witness.example", WITNESS, b"2" * 32)
CHECKPOINT = Checkpoint("example.com/log", 5, b"r" * 32)
NOTE = notes.signed(CHECKPOINT.text(), KEY, PRIVATE)
# The example that the documentation of the first implementation gives.
KNOWN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
KNOWN = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_others_published_holds():
    key = notes.read_key(KNOWN_KEY)

    assert notes.has_signed(notes.read_note(KNOWN), key)
    assert notes.read_note(KNOWN).told() == KNOWN
    assert key.told() == KNOWN_KEY


def test_a_changed_letter_is_a_wrong_signature():
    with pytest.raises(Malformed):
        notes.verified(notes.read_note(KNOWN.replace("answer", "Answer")), [notes.read_key(KNOWN_KEY)])


def test_a_checkpoint_is_read_as_it_was_written_with_who_witnessed_it_when():
    seen = notes.cosigned(NOTE.text, WITNESSING, WITNESS_PRIVATE, 1_700_000_000)
    note = notes.read_note(notes.with_signatures(NOTE, [seen, seen]).told())

    assert notes.read_checkpoint(note.text) == CHECKPOINT
    assert notes.verified(note, [KEY, WITNESSING]) == {KEY.told(): None, WITNESSING.told(): 1_700_000_000}
    assert len(note.signatures) == 2


def test_a_witness_cannot_pass_for_the_log_nor_for_another_moment():
    seen = notes.cosigned(NOTE.text, WITNESSING, WITNESS_PRIVATE, 1_700_000_000)
    later = seen._replace(bytes=(1_700_000_001).to_bytes(8) + seen.bytes[8:])

    assert not notes.has_signed(notes.Note(NOTE.text, (seen,)), KEY)
    with pytest.raises(Malformed):
        notes.verified(notes.Note(NOTE.text, (later,)), [WITNESSING])


def test_lines_of_unknown_keys_are_passed_over():
    stranger, private = notes.new_key("stranger", LOG, b"3" * 32)
    note = notes.with_signatures(NOTE, notes.signed(NOTE.text, stranger, private).signatures)

    assert notes.verified(note, [KEY]) == {KEY.told(): None}


@pytest.mark.parametrize("text", [
    "", "\n", "a\n", "a\n\n", NOTE.told()[:-1], NOTE.told().replace("— ", "- "), NOTE.text, NOTE.told() + "x\n",
    "a\rb" + NOTE.told(), NOTE.told().replace("log ", "log  "), "a" * 70_000 + NOTE.told(),
])  # fmt: skip
def test_what_is_no_note_is_refused(text: str):
    with pytest.raises(Malformed):
        notes.read_note(text)


@pytest.mark.parametrize("text", [
    "log\n5\n", "log\n05\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n", "log\n-1\ncnI=\n", "log\n5\ncnI=\n",
    "\n5\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n", "log\n5\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnJ=\n",
    CHECKPOINT.text() + "\n", CHECKPOINT.text()[:-1], CHECKPOINT.text().replace("5", "9999999999999999999"),
])  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: str):
    with pytest.raises(Malformed):
        notes.read_checkpoint(text)


@pytest.mark.parametrize("text", [
    "", "a+b", "a+b+c", KNOWN_KEY.replace("c74f20a3", "c74f20a4"), KNOWN_KEY.replace("Peter", "Pet r"), KNOWN_KEY[:-4],
])  # fmt: skip
def test_what_is_no_key_is_refused(text: str):
    with pytest.raises(Malformed):
        notes.read_key(text)


def test_a_proof_is_read_as_it_was_written():
    proof = Proof(3, (b"a" * 32, b"b" * 32), NOTE.told())

    assert notes.read_proof(proof.told()) == proof
    assert notes.read_proof(proof.told().replace("\nindex", "\nextra eA==\nindex")) == proof
    assert notes.read_proof(Proof(0, (), NOTE.told()).told()).path == ()


@given(
    st.text() | st.sampled_from([NOTE.told(), KNOWN, Proof(3, (b"a" * 32,), NOTE.told()).told()]),
    st.integers(0, 300),
    st.text(max_size=3),
)
def test_whatever_comes_is_read_or_refused(text: str, place: int, put: str):
    text = text[:place] + put + text[place + 1 :]

    for read in (notes.read_note, notes.read_checkpoint, notes.read_key, notes.read_proof):
        with suppress(Malformed):
            read(text)

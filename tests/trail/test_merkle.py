"""The hash tree against its definition in RFC 6962, 2.1, read word for word."""

from collections.abc import Sequence
from hashlib import sha256

import pytest

from server.trail import merkle
from server.trail.merkle import EMPTY, is_consistent, is_included, leaf_hash, node_hash

MOST = 40
LEAVES = [str(number).encode() for number in range(MOST)]
# Published with RFC 6962's reference implementation: the roots of the first eight trees of these leaves.
KNOWN_LEAVES = [
    bytes.fromhex(each)
    for each in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
KNOWN_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def mth(leaves: Sequence[bytes]) -> bytes:
    """MTH of the definition."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(mth(leaves[:half]), mth(leaves[half:]))


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of the definition."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return [*path(index, leaves[:half]), mth(leaves[half:])]
    return [*path(index - half, leaves[half:]), mth(leaves[:half])]


def subproof(old: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of the definition."""
    if old == len(leaves):
        return [] if whole else [mth(leaves)]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= half:
        return [*subproof(old, leaves[:half], whole=whole), mth(leaves[half:])]
    return [*subproof(old - half, leaves[half:], whole=False), mth(leaves[:half])]


def read(level: int, number: int) -> bytes:
    return mth(LEAVES[number << level : (number + 1) << level])


def read_known(level: int, number: int) -> bytes:
    return mth(KNOWN_LEAVES[number << level : (number + 1) << level])


def test_the_published_roots_are_ours():
    for size, root in KNOWN_ROOTS.items():
        assert merkle.subtree(0, size, read_known).hex() == root
    assert merkle.subtree(0, 0, read) == EMPTY


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_each_leaf_is_proved_as_defined_and_at_no_other_place(size: int):
    root = mth(LEAVES[:size])

    for index in range(size):
        proof = merkle.inclusion(index, size, read)

        assert proof == path(index, LEAVES[:size])
        places = [place for place in range(size + 2) if is_included(leaf_hash(LEAVES[index]), place, size, proof, root)]
        assert places == [index]
        assert not is_included(leaf_hash(b"another"), index, size, proof, root)
        assert not is_included(leaf_hash(LEAVES[index]), index, size, [*proof, EMPTY], root)
        assert not proof or not is_included(leaf_hash(LEAVES[index]), index, size, proof[:-1], root)


@pytest.mark.parametrize("new", range(1, MOST + 1))
def test_every_older_tree_is_proved_as_defined_and_no_other_is(new: int):
    root = mth(LEAVES[:new])

    for old in range(1, new):
        proof, before = merkle.consistency(old, new, read), mth(LEAVES[:old])

        assert proof == subproof(old, LEAVES[:new], whole=True)
        assert is_consistent(old, new, before, root, proof)
        sizes = [size for size in range(new + 1) if is_consistent(size, new, before, root, proof)]
        assert sizes == [old]
        for number in range(len(proof)):
            bent = [*proof[:number], leaf_hash(proof[number]), *proof[number + 1 :]]
            assert not is_consistent(old, new, before, root, bent)
        assert not is_consistent(old, new, before, root, [*proof, EMPTY])
        assert not is_consistent(old, new, before, root, proof[:-1])


def test_of_the_empty_tree_nothing_is_shown():
    assert not is_consistent(0, 5, EMPTY, mth(LEAVES[:5]), [])
    assert is_consistent(5, 5, mth(LEAVES[:5]), mth(LEAVES[:5]), [])
    assert not is_consistent(5, 5, mth(LEAVES[:5]), mth(LEAVES[:5]), [EMPTY])
    assert not is_included(EMPTY, 0, 0, [], EMPTY)

"""The hash tree of the log and the proofs about it (RFC 6962, section 2.1): values in, decision out."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
Read = Callable[[int, int], bytes]
"""The hash of a full subtree of 2^level leaves: (level, number from the left) -> 32 bytes."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf; the leading zero keeps a leaf from passing for a node."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def full_subtrees(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The largest full subtrees that make up the leaves from `begin` to before `end`, from the left.

    `begin` is where a tree that is a left neighbour's sibling begins, as it does in every proof.
    """
    while begin < end:
        level = min((begin & -begin).bit_length() - 1 if begin else end.bit_length(), (end - begin).bit_length() - 1)
        yield level, begin >> level
        begin += 1 << level


def subtree(begin: int, end: int, read: Read) -> bytes:
    """MTH of the leaves from `begin` to before `end`, joined from the right as an uneven tree is."""
    return joined([read(level, number) for level, number in full_subtrees(begin, end)])


def joined(hashes: Sequence[bytes]) -> bytes:
    """One root of full subtrees that get smaller to the right; of none, that of the empty tree."""
    if not hashes:
        return EMPTY
    *rest, root = hashes
    for each in reversed(rest):
        root = node_hash(each, root)
    return root


def inclusion(index: int, size: int, read: Read) -> list[bytes]:
    """The audit path of a leaf in the tree of this size, from the leaf upwards."""
    return [subtree(begin, end, read) for begin, end in _beside(index, 0, size)][::-1]


def consistency(old: int, new: int, read: Read) -> list[bytes]:
    """The proof that the tree of `old` leaves is the beginning of that of `new`; empty if nothing is to be shown."""
    if old in (0, new):
        return []
    return [subtree(begin, end, read) for begin, end in _between(old, 0, new)]


def _beside(index: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
    while end - begin > 1:
        middle = begin + _left(end - begin)
        if index < middle:
            yield middle, end
            end = middle
        else:
            yield begin, middle
            begin = middle


def _between(old: int, begin: int, end: int) -> list[tuple[int, int]]:
    beside: list[tuple[int, int]] = []
    whole = True  # whether the old tree so far has an edge of its own that the reader knows as its root
    while old != end:
        middle = begin + _left(end - begin)
        if old <= middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((begin, middle))
            begin, whole = middle, False
    return beside[::-1] if whole else [(begin, end), *reversed(beside)]


def _left(count: int) -> int:
    """The largest power of two below `count`: how many leaves the left half has."""
    return 1 << (count - 1).bit_length() - 1


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether this leaf hash is the one of that index in the tree of this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(each, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, each)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the old tree is the beginning of the new one (RFC 9162, 2.1.4.2). Of the empty tree nothing is shown."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, each)
        number, last = number >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root

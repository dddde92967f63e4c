"""Numbers and texts as few bytes: varints, deltas, LZMA, letters fit for a page."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Mapping
from typing import Any

SEVEN = 7
"""Bits that a letter of a page carries."""

REACH = 1 << 22
"""Bytes that the packer looks back, more than a page holds; the usual reach takes 670 MB of memory."""

TEXTS, NUMBERS = 3, 1
"""Bits of the byte before that a literal is told by: more for texts than for numbers."""


def varints(numbers: Iterable[int]) -> bytes:
    """Whole numbers of either sign, seven bits to a byte, the lowest first; small ones take one byte."""
    out = bytearray()
    for number in numbers:
        rest = number << 1 if number >= 0 else (-number << 1) - 1
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def from_varints(data: bytes) -> list[int]:
    """What `varints` was given."""
    found, rest, shift = [], 0, 0
    for byte in data:
        rest |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            found.append((rest >> 1) ^ -(rest & 1))
            rest = shift = 0
    return found


def deltas(numbers: Iterable[int]) -> list[int]:
    """The first number, then each one less the one before."""
    found, before = [], 0
    for number in numbers:
        found.append(number - before)
        before = number
    return found


def as_bytes(head: Mapping[str, Any], streams: Mapping[str, list[int]]) -> tuple[bytes, bytes]:
    """The head as JSON, and the streams one after the other.

    The head gets the key ``streams``: (name, length in bytes) of each in their order.
    """
    bodies = {name: varints(numbers) for name, numbers in streams.items()}
    lengths = [[name, len(body)] for name, body in bodies.items()]
    return compact_json({**head, "streams": lengths}).encode(), b"".join(bodies.values())


def from_bytes(head: bytes, body: bytes) -> dict[str, Any]:
    """The head that `as_bytes` was given, with ``streams`` as lists of numbers by name."""
    data: dict[str, Any] = json.loads(head)
    found, at = {}, 0
    for name, length in data["streams"]:
        found[name] = from_varints(body[at : at + length])
        at += length
    return {**data, "streams": found}


def compact_json(data: Any) -> str:
    """JSON without spaces, keys as given.  Raises `ValueError` for a number that JSON does not have."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def squeezed(data: bytes, literal_bits: int) -> bytes:
    """LZMA without header, the same bytes each time; a sixth smaller than deflate.

    ``literal_bits`` is `TEXTS` or `NUMBERS`; the page's loader expects no bits of position.
    """
    return lzma.compress(data, lzma.FORMAT_RAW, filters=_filters(literal_bits))


def unsqueezed(data: bytes, literal_bits: int) -> bytes:
    """What `squeezed` was given."""
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=_filters(literal_bits)).decompress(data)


def _filters(literal_bits: int) -> list[dict[str, Any]]:
    how = {"lc": literal_bits, "lp": 0, "pb": 0, "nice_len": 273, "dict_size": REACH}
    return [{"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, **how}]


ODD = (0, 13, 60)
"""Letters of seven bits that a script block must not hold: nothing, return, ``<``."""

BESIDE = 9
"""Bits that go into one letter of two bytes together with one of `ODD`."""

FIRST_WIDE = 0x80
"""The first letter of two bytes."""


def armoured(data: bytes) -> str:
    """Bytes as letters that may stand in a script block of a page, seven bits and more in each byte."""
    bits = "".join(f"{byte:08b}" for byte in data)
    found, at = [], 0
    while at < len(bits):
        code = int(bits[at : at + SEVEN].ljust(SEVEN, "0"), 2)
        at += SEVEN
        if code in ODD:
            beside = int(bits[at : at + BESIDE].ljust(BESIDE, "0"), 2)
            code = FIRST_WIDE + (ODD.index(code) << BESIDE) + beside
            at += BESIDE
        found.append(chr(code))
    return "".join(found)


def unarmoured(text: str) -> bytes:
    """What `armoured` was given."""
    bits = "".join(_bits(ord(letter)) for letter in text)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) // 8 * 8, 8))


def _bits(code: int) -> str:
    if code < FIRST_WIDE:
        return f"{code:07b}"
    odd, beside = divmod(code - FIRST_WIDE, 1 << BESIDE)
    return f"{ODD[odd]:07b}{beside:09b}"

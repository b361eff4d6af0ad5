"""Seal, reveal and find personal values.

A sealed value is ``key number (4 bytes) · nonce (12) · AES-256-GCM ciphertext``, bound to the name of
its field. It is found again by a *blind index*: a keyed hash of the normalised value, cut to 16 bytes,
under a key that never enters the database. What an index leaks: that two rows hold the same value;
the index of a telephone's last four digits puts people into ten thousand groups, that of a surname
into its few hundred, that of initials likewise. They are kept for search and for nothing else.
"""

import hmac
import os
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianfang.core.refusal import Refused
from lianfang.vault.models import DataKey

INDEX_BYTES = 16
_NONCE = 12
REGISTER = "register"


def seal(field: str, text: str, *, purpose: str = REGISTER) -> bytes:
    """The sealed form of ``text`` for a field; an empty text stays empty and needs no key."""
    return next(iter(seal_many(field, [text], purpose=purpose)))


def seal_many(field: str, texts: Iterable[str], *, purpose: str = REGISTER) -> list[bytes]:
    """Many texts of one field, sealed under one key."""
    number, key = _live_key(purpose)
    cipher, bound, head = AESGCM(key), field.encode(), number.to_bytes(4, "big")
    sealed = []
    for text in texts:
        if not text:
            sealed.append(b"")
            continue
        nonce = os.urandom(_NONCE)
        sealed.append(head + nonce + cipher.encrypt(nonce, text.encode(), bound))
    return sealed


def reveal(field: str, sealed: bytes | memoryview | None) -> str:
    """The text that was sealed. Refuses where its key was destroyed or the value was tampered with."""
    blob = bytes(sealed or b"")
    if not blob:
        return ""
    cipher = _cipher(int.from_bytes(blob[:4], "big"))
    try:
        return cipher.decrypt(blob[4 : 4 + _NONCE], blob[4 + _NONCE :], field.encode()).decode()
    except InvalidTag:
        raise Refused(
            "vault.tampered", "密封的数据已被改动,无法读取", "a sealed value was altered and cannot be read"
        ) from None


def blind(kind: str, normalised: str) -> bytes:
    """The blind index of a normalised value; the same value of another kind has another index."""
    keyed = _keyed().copy()
    keyed.update(f"{kind}\0{normalised}".encode())
    return keyed.digest()[:INDEX_BYTES]


def _live_key(purpose: str) -> tuple[int, bytes]:
    number = _live_number(purpose)
    return number, _unwrapped(number)


@cache
def _live_number(purpose: str) -> int:
    found = DataKey.objects.filter(purpose=purpose, destroyed__isnull=True).first()
    if found is None:
        raise Refused(
            "vault.no_key",
            "用途「{purpose}」没有数据密钥,请先建立",
            "no data key for purpose {purpose!r}; open it first",
            purpose=purpose,
        )
    return int(found.number)


@cache
def _cipher(number: int) -> AESGCM:
    return AESGCM(_unwrapped(number))


@cache
def _unwrapped(number: int) -> bytes:
    found = DataKey.objects.filter(number=number).first()
    if found is None or found.wrapped is None:
        raise Refused(
            "vault.key_destroyed",
            "这项数据的密钥已销毁,数据不可恢复",
            "the key of this value was destroyed; the value is gone for good",
        )
    blob = bytes(found.wrapped)
    return AESGCM(master_key()).decrypt(blob[:_NONCE], blob[_NONCE:], str(number).encode())


def wrap(number: int, key: bytes) -> bytes:
    """A data key under the master key, bound to its number."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(master_key()).encrypt(nonce, key, str(number).encode())


def forget_keys() -> None:
    """Drop every key from memory: after one was made or destroyed, and between tests."""
    for cached in (_live_number, _cipher, _unwrapped, _keyed, master_key):
        cached.cache_clear()


@cache
def _keyed() -> hmac.HMAC:
    """A keyed hash made ready; a list of 200,000 rows asks for more than a million."""
    return hmac.new(hmac.digest(master_key(), b"blind index", "sha256"), digestmod="sha256")


@cache
def master_key() -> bytes:
    """The installation's master key: from ``LIANFANG_MASTER_KEY`` (hex), else kept in the home."""
    if given := os.environ.get("LIANFANG_MASTER_KEY"):
        return sha256(bytes.fromhex(given)).digest()
    from lianfang.vault.keyfile import kept_master_key

    return kept_master_key(token_bytes)

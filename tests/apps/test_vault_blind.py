"""The blind index, made quickly from a hash that is kept ready, is the plain keyed hash of its definition."""

import hmac
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from lianfang.vault.sealing import INDEX_BYTES, blind, forget_keys, master_key


def plain(kind: str, value: str) -> bytes:
    """HMAC-SHA-256 of kind and value under a key drawn from the master key, cut to 16 bytes."""
    key = hmac.digest(master_key(), b"blind index", sha256)
    return hmac.new(key, kind.encode() + b"\0" + value.encode(), sha256).digest()[:INDEX_BYTES]


@given(st.text(max_size=20), st.text(max_size=60))
def test_the_index_is_the_plain_keyed_hash_whatever_was_asked_before(kind: str, value: str) -> None:
    assert blind(kind, value) == plain(kind, value)
    blind("another", "value")
    assert blind(kind, value) == plain(kind, value)


def test_the_index_is_the_same_after_the_keys_were_forgotten() -> None:
    before = blind("phone", "+8613800000000")
    forget_keys()
    assert blind("phone", "+8613800000000") == before == plain("phone", "+8613800000000")


def test_the_same_value_of_another_kind_has_another_index() -> None:
    assert blind("phone", "1234") != blind("tail", "1234")
    assert len(blind("phone", "1234")) == 16

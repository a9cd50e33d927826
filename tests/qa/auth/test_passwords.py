"""How passwords are kept: parameters beside the hash, and older hashes still open."""

from __future__ import annotations

import hashlib

import pytest

from qa.auth import passwords

PASSWORD = "tall grass 42"


def test_a_hash_says_how_it_was_made_and_is_another_each_time() -> None:
    first, second = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)
    assert first != second
    assert first.startswith("$scrypt$ln=14,r=8,p=5$")
    assert passwords.fits(PASSWORD, first)
    assert not passwords.fits(PASSWORD + "!", first)
    assert not passwords.fits("", None)


def test_hashes_of_the_first_release_still_open() -> None:
    salt = bytes(range(16))
    kept = hashlib.scrypt(PASSWORD.encode(), salt=salt, maxmem=2**26, n=2**14, r=8, p=5).hex()
    assert passwords.fits(PASSWORD, f"{salt.hex()}:{kept}")
    assert not passwords.fits("other", f"{salt.hex()}:{kept}")


def test_other_parameters_are_obeyed() -> None:
    made = hashlib.scrypt(b"x", salt=b"saltsalt", n=2**4, r=1, p=1, dklen=32)
    kept = f"$scrypt$ln=4,r=1,p=1$c2FsdHNhbHQ${passwords._encoded(made)}"
    assert passwords.fits("x", passwords.checked(kept))


@pytest.mark.parametrize("kept", ["", "x", "00", "0:0", "$scrypt$ln=14$YWE$YWE", "$argon2id$v=19$YWE$YWE"])
def test_what_is_no_hash_is_refused(kept: str) -> None:
    with pytest.raises(ValueError, match="not a password hash"):
        passwords.checked(kept)


def test_parameters_that_would_take_all_memory_are_refused() -> None:
    with pytest.raises(ValueError, match="memory"):
        passwords.fits("x", "$scrypt$ln=40,r=99,p=1$c2FsdHNhbHQ$YWE")

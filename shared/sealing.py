"""Encryption at rest (AES-256-GCM) of what names a person and of bytes nobody has judged yet."""

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
KEY_BYTES = 32


class SealBrokenError(ValueError):
    """The bytes were not sealed with this key, for this purpose, or were changed since."""


class Fingerprints:
    """Keyed hashes. Made of a key of their own: who holds it can seal and open nothing."""

    def __init__(self, key: bytes) -> None:
        self._fingerprint_key = key

    def fingerprint(self, content: bytes, purpose: str) -> bytes:
        """A keyed hash: equal content and purpose give equal bytes, which tell nothing without the key."""
        return hmac.digest(self._fingerprint_key, purpose.encode() + b"\0" + content, hashlib.sha256)

    @property
    def fingerprints(self) -> "Fingerprints":
        """This alone, to be handed to a process that opens nothing."""
        return Fingerprints(self._fingerprint_key)


class Sealer(Fingerprints):
    """Seals and opens bytes. `purpose` is bound to them: a seal opens only for the same purpose."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a sealing key has {KEY_BYTES} bytes, not {len(key)}")
        super().__init__(hmac.digest(key, b"gongfang fingerprint", hashlib.sha256))
        self._cipher = AESGCM(key)

    @classmethod
    def from_base64(cls, text: str) -> "Sealer":
        """Raises ValueError unless the text is the base64 of 32 bytes."""
        return cls(key_from_base64(text))

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Encrypt; every call gives other bytes."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Decrypt. Raises SealBrokenError."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: too short to have been sealed at all
            raise SealBrokenError(f"these bytes were not sealed for {purpose} with this key") from error


def key_from_base64(text: str) -> bytes:
    """The key as the settings hold it. Raises ValueError unless the text is base64."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("GONGFANG_SEALING_KEY is not base64") from error


def new_key_base64() -> str:
    """A fresh random key, in the form the settings take."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()

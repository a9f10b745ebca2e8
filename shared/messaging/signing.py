"""Proof that an entry on a service's stream is the service's own: a keyed hash of the event, beside it."""

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.sealing import KEY_BYTES

SIGNATURE_FIELD = "signature"
"""The field of a stream entry that holds the hash, in hexadecimal."""
_PURPOSE = b"gongfang stream signature"


class EntrySigner:
    """Signs and checks entries with a key of its own, derived (HKDF) from the installation's sealing key.

    The stream's name is signed with the event: an entry copied to another stream proves nothing there.
    """

    def __init__(self, sealing_key: bytes) -> None:
        self._key = HKDF(SHA256(), KEY_BYTES, salt=None, info=_PURPOSE).derive(sealing_key)

    def sign(self, stream: str, event: bytes) -> bytes:
        """The signature of an event's JSON on a stream, as it stands in the entry."""
        return hmac.digest(self._key, stream.encode() + b"\0" + event, hashlib.sha256).hex().encode()

    def proves(self, stream: str, event: bytes, signature: bytes | None) -> bool:
        """True where the signature is that of this event on this stream."""
        return signature is not None and hmac.compare_digest(self.sign(stream, event), signature)

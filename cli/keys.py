"""The data folder's own keys: one that seals, one that signs the demonstration's tokens."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.sealing import new_key_base64
from shared.subjects import check_subject

_KEY_ID = "gongfang-embedded"
TOKEN_DAYS = 30


class Keys:
    """Made once in `<data folder>/keys`, readable by the owner only, and kept for every later run."""

    def __init__(self, data_folder: Path) -> None:
        folder = data_folder / "keys"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.jwks_file = folder / "jwks.json"
        sealing = _read_or_make(folder / "sealing.key", lambda: new_key_base64().encode())
        self.sealing_key = sealing.decode()
        signing = _read_or_make(folder / "signing.pem", _new_signing_key)
        loaded = serialization.load_pem_private_key(signing, password=None)
        if not isinstance(loaded, Ed25519PrivateKey):
            raise ValueError(f"{folder / 'signing.pem'} holds no Ed25519 key; remove it to have a new one made")
        self._signing_key = loaded
        public = orjson.loads(jwt.algorithms.OKPAlgorithm.to_jwk(loaded.public_key()))
        self.jwks_file.write_bytes(orjson.dumps({"keys": [public | {"kid": _KEY_ID, "alg": "EdDSA", "use": "sig"}]}))

    def token(self, client: str, scopes: list[str], days: int = TOKEN_DAYS) -> str:
        """A bearer token for a client with these scopes, valid for `days`. Raises SubjectError."""
        now = datetime.now(UTC)
        claims = {
            "sub": check_subject(client),
            "aud": "gongfang",
            "scope": " ".join(scopes),
            "iat": now,
            "exp": now + timedelta(days=days),
        }
        return jwt.encode(claims, self._signing_key, algorithm="EdDSA", headers={"kid": _KEY_ID})


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read_or_make(file: Path, make: Callable[[], bytes]) -> bytes:
    if not file.exists():
        temporary = file.with_suffix(".new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(make())
        temporary.replace(file)
    return file.read_bytes()

"""Bearer tokens for tests: a key of our own, its JWKS file, and tokens signed with it."""

import json
import time
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_ID = "tests"


class TokenIssuer:
    """Signs tokens that an application reading `jwks_file` accepts."""

    def __init__(self, folder: Path) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.jwks_file = folder / "jwks.json"
        public = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(self._key.public_key()))
        self.jwks_file.write_text(json.dumps({"keys": [public | {"kid": KEY_ID, "alg": "EdDSA", "use": "sig"}]}))

    def header(self, client: str, *scopes: str, valid_seconds: int = 600, audience: str = "gongfang") -> dict[str, str]:
        """The Authorization header of a client holding the scopes."""
        claims = {
            "sub": client,
            "aud": audience,
            "exp": int(time.time()) + valid_seconds,
            "scope": " ".join(scopes),
        }
        token = jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": KEY_ID})
        return {"Authorization": f"Bearer {token}"}

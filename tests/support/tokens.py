"""Bearer tokens for tests: a key of our own, its JWKS file, and tokens signed with it."""

import json
import time
from pathlib import Path
from typing import Any

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
        return self.signed(
            {"sub": client, "aud": audience, "exp": int(time.time()) + valid_seconds, "scope": " ".join(scopes)}
        )

    def signed(self, claims: dict[str, Any]) -> dict[str, str]:
        """The Authorization header of a token with these claims, whatever they are; None leaves one out.

        Audience and expiry are good ones where they are not given.
        """
        given = {"aud": "gongfang", "exp": int(time.time()) + 600} | claims
        body = json.dumps({name: value for name, value in given.items() if value is not None}).encode()
        token = jwt.api_jws.encode(body, self._key, algorithm="EdDSA", headers={"kid": KEY_ID})
        return {"Authorization": f"Bearer {token}"}

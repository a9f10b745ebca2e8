"""Who is calling: bearer tokens (JWT) verified against a JWKS, and the scopes they carry."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import jwt
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.http.problems import ProblemError
from shared.settings import Settings

_ALGORITHMS = ["EdDSA", "ES256", "RS256"]


@dataclass(frozen=True, slots=True)
class Client:
    """A caller. `id` is the token's subject and the source of the events it sends."""

    id: str
    scopes: frozenset[str]

    def has(self, scope: str) -> bool:
        """True when the client holds the scope; `station:*` stands for any scope with that beginning."""
        if scope.endswith(":*"):
            return any(held.startswith(scope[:-1]) for held in self.scopes)
        return scope in self.scopes

    def values(self, prefix: str) -> frozenset[str]:
        """What stands behind a scope's beginning: `values("station")` of `station:ST-07` is {"ST-07"}."""
        return frozenset(held[len(prefix) + 1 :] for held in self.scopes if held.startswith(f"{prefix}:"))


class TokenVerifier:
    """Verifies tokens against the keys of a file or an address; looks again when a key is unknown."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._remote = jwt.PyJWKClient(settings.jwks_url, cache_keys=True) if settings.jwks_url else None
        self._keys: dict[str | None, jwt.PyJWK] = {}

    async def verify(self, token: str) -> Client:
        """The client a token stands for. Raises ProblemError 401."""
        try:
            key = await self._key(jwt.get_unverified_header(token).get("kid"))
            claims = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                audience=self._settings.token_audience,
                issuer=self._settings.token_issuer,
                options={"require": ["sub", "exp", "aud"]},
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise ProblemError(
                401, "Not authenticated", f"the token was not accepted: {error}", advice="get a new token"
            ) from error
        return Client(str(claims["sub"]), frozenset(str(claims.get("scope", "")).split()))

    async def _key(self, key_id: str | None) -> jwt.PyJWK:
        if self._remote is not None and key_id is not None:
            return await asyncio.to_thread(self._remote.get_signing_key, key_id)
        if key_id not in self._keys and self._settings.jwks_file is not None:
            keys = jwt.PyJWKSet.from_json(self._settings.jwks_file.read_text()).keys
            self._keys = {key.key_id: key for key in keys}
        if key_id not in self._keys:
            raise jwt.InvalidKeyError(f"no key {key_id!r} is known here")
        return self._keys[key_id]


_bearer_dependency = Depends(HTTPBearer(auto_error=False, description="A JWT; `gongfang token` prints one"))


def requires(*any_of: str) -> Callable[..., Coroutine[Any, Any, Client]]:
    """A FastAPI dependency: the caller, who holds at least one of the scopes. Raises 401 or 403."""

    async def authenticated(
        request: Request, credentials: HTTPAuthorizationCredentials | None = _bearer_dependency
    ) -> Client:
        if credentials is None or not credentials.credentials:
            raise ProblemError(
                401,
                "Not authenticated",
                "no bearer token",
                advice="send the header Authorization: Bearer <token>",
            )
        verifier: TokenVerifier = request.app.state.verifier
        client = await verifier.verify(credentials.credentials)
        if not any(client.has(scope) for scope in any_of):
            raise ProblemError(
                403,
                "Not allowed",
                f"{client.id} holds none of the scopes {', '.join(any_of)}",
                advice="ask the operator for a token with one of them",
            )
        return client

    return authenticated

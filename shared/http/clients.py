"""Who is calling: bearer tokens (JWT) verified against a JWKS, and the scopes they carry."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import jwt
import structlog
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.http.problems import ProblemError
from shared.messaging.clients import Client as Client  # the doors that are HTTP know it from here
from shared.settings import Settings
from shared.subjects import SubjectError, check_subject

_ALGORITHMS = ["EdDSA", "ES256", "RS256"]
MAXIMUM_SCOPES: Final = 200
_NOT_A_TOKEN: Final = (LookupError, TypeError, ValueError, ArithmeticError, RecursionError)
"""What reading a token raises beside its own errors, where header or claims are of other types than they should be."""
_LATER: Final = "send it again later"


class TokenVerifier:
    """Verifies tokens against the keys of a file or an address; looks again when a key is unknown."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._remote = jwt.PyJWKClient(settings.jwks_url, cache_keys=True) if settings.jwks_url else None
        self._keys: dict[str | None, jwt.PyJWK] = {}

    async def verify(self, token: str) -> Client:
        """The client a token stands for. Raises ProblemError 401, or 503 while the keys cannot be fetched."""
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
        except jwt.PyJWKClientConnectionError as error:
            raise ProblemError(
                503, "Not available right now", "the keys that verify tokens cannot be fetched", advice=_LATER
            ) from error
        except jwt.PyJWTError as error:
            raise _not_authenticated(f"the token was not accepted: {error}") from error
        except _NOT_A_TOKEN as error:
            raise _not_authenticated("the token was not accepted: it is no token") from error
        return _client_of(claims)

    async def _key(self, key_id: str | None) -> jwt.PyJWK:
        if self._remote is not None and key_id is not None:
            return await asyncio.to_thread(self._remote.get_signing_key, key_id)
        if key_id not in self._keys and self._settings.jwks_file is not None:
            keys = jwt.PyJWKSet.from_json(self._settings.jwks_file.read_text()).keys
            self._keys = {key.key_id: key for key in keys}
        if key_id not in self._keys:
            raise jwt.InvalidKeyError(f"no key {key_id!r} is known here")
        return self._keys[key_id]


def _client_of(claims: Mapping[str, Any]) -> Client:
    """The client that claims name. Raises ProblemError 401 for claims of other types, or longer, than they may be."""
    subject, scope = claims["sub"], claims.get("scope", "")
    try:
        client = check_subject(subject) if isinstance(subject, str) else ""
    except SubjectError as error:
        raise _not_authenticated(f"the token was not accepted: {error}") from error
    if not client:
        raise _not_authenticated("the token's sub is no text")
    if not isinstance(scope, str) or len(scope.split()) > MAXIMUM_SCOPES:
        raise _not_authenticated(f"the token's scope is not one text of at most {MAXIMUM_SCOPES} scopes")
    return Client(client, frozenset(scope.split()))


def _not_authenticated(detail: str) -> ProblemError:
    return ProblemError(401, "Not authenticated", detail, advice="get a new token")


_bearer = HTTPBearer(auto_error=False, description="A JWT; `gongfang token` prints one")


class Requires:
    """A FastAPI dependency: the caller, who holds at least one of the scopes.

    The route asks it before it reads the body; then it only hands over whom it admitted.
    """

    def __init__(self, any_of: tuple[str, ...]) -> None:
        self.any_of = any_of

    async def __call__(
        self,
        request: Request,
        _: HTTPAuthorizationCredentials | None = Depends(_bearer),  # noqa: B008 - its document
    ) -> Client:
        client: Client = request.state.client
        return client

    async def admit(self, request: Request) -> None:
        """Look at the token. Raises ProblemError 401 or 403."""
        credentials = await _bearer(request)
        if credentials is None or not credentials.credentials:
            raise ProblemError(
                401,
                "Not authenticated",
                "no bearer token",
                advice="send the header Authorization: Bearer <token>",
            )
        verifier: TokenVerifier = request.app.state.verifier
        client = await verifier.verify(credentials.credentials)
        structlog.contextvars.bind_contextvars(client=client.id)
        if not any(client.has(scope) for scope in self.any_of):
            raise ProblemError(
                403,
                "Not allowed",
                f"{client.id} holds none of the scopes {', '.join(self.any_of)}",
                advice="ask the operator for a token with one of them",
            )
        request.state.client = client


def requires(*any_of: str) -> Requires:
    """A dependency: the caller, who holds at least one of the scopes; answered 401 or 403 otherwise."""
    return Requires(any_of)

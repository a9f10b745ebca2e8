"""Who is calling: bearer tokens (JWT) verified against a JWKS, and the scopes they carry."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import jwt
import structlog
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.http.problems import SEND_LATER
from shared.messaging.clients import Client as Client  # the doors that are HTTP know it from here
from shared.refusals import Refusal, Refused
from shared.settings import Settings
from shared.subjects import SubjectError, check_subject
from shared.texts import Text, listed

_ALGORITHMS = ["EdDSA", "ES256", "RS256"]
MAXIMUM_SCOPES: Final = 200
_NOT_A_TOKEN: Final = (LookupError, TypeError, ValueError, ArithmeticError, RecursionError)
"""What reading a token raises beside its own errors, where header or claims are of other types than they should be."""
KEYS_AWAY: Final = Refusal(
    Text("token.keys_away", "无法取得验证令牌的公钥", "the keys that verify tokens cannot be fetched"),
    SEND_LATER,
    "unavailable",
)
_NEW_TOKEN: Final = Text("token.get_new", "请领取新令牌", "get a new token")
NOT_ACCEPTED: Final = Refusal(
    Text("token.not_accepted", "令牌未被接受：{why}", "the token was not accepted: {why}"),
    _NEW_TOKEN,
    "unauthenticated",
)
NO_TOKEN_AT_ALL: Final = Text("token.no_token", "不是令牌", "it is no token")
SUBJECT_NO_TEXT: Final = Refusal(
    Text("token.subject_no_text", "令牌的 sub 应为文字", "the token's sub is no text"), _NEW_TOKEN, "unauthenticated"
)
SCOPE_NO_TEXT: Final = Refusal(
    Text(
        "token.scope_no_text",
        "令牌的 scope 应为一段文字，至多 {most} 项权限，以空格分开",
        "the token's scope is not one text of at most {most} scopes",
    ),
    _NEW_TOKEN,
    "unauthenticated",
)
TOKEN_MISSING: Final = Refusal(
    Text("token.missing", "没有令牌", "no bearer token"),
    Text(
        "token.send_header",
        "用 --token 或环境变量 GONGFANG_TOKEN 给出令牌",
        "send the header Authorization: Bearer <token>",
    ),
    "unauthenticated",
)
SCOPE_MISSING: Final = Refusal(
    Text(
        "token.scope_missing",
        "{client} 没有这些权限中的任何一个：{scopes}",
        "{client} holds none of the scopes {scopes}",
    ),
    Text("token.ask_operator", "请管理员发给有其中一项权限的令牌", "ask the operator for a token with one of them"),
    "forbidden",
)


class TokenVerifier:
    """Verifies tokens against the keys of a file or an address; looks again when a key is unknown."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._remote = jwt.PyJWKClient(settings.jwks_url, cache_keys=True) if settings.jwks_url else None
        self._keys: dict[str | None, jwt.PyJWK] = {}

    async def verify(self, token: str) -> Client:
        """The client a token stands for. Raises Refused, unavailable while the keys cannot be fetched."""
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
            raise Refused(KEYS_AWAY) from error
        except jwt.PyJWTError as error:
            raise Refused(NOT_ACCEPTED.of(why=error)) from error
        except _NOT_A_TOKEN as error:
            raise Refused(NOT_ACCEPTED.of(why=NO_TOKEN_AT_ALL)) from error
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
    """The client that claims name. Raises Refused for claims of other types, or longer, than they may be."""
    subject, scope = claims["sub"], claims.get("scope", "")
    try:
        client = check_subject(subject) if isinstance(subject, str) else ""
    except SubjectError as error:
        raise Refused(NOT_ACCEPTED.of(why=error.text)) from error
    if not client:
        raise Refused(SUBJECT_NO_TEXT)
    if not isinstance(scope, str) or len(scope.split()) > MAXIMUM_SCOPES:
        raise Refused(SCOPE_NO_TEXT.of(most=MAXIMUM_SCOPES))
    return Client(client, frozenset(scope.split()))


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
        """Look at the token. Raises Refused."""
        credentials = await _bearer(request)
        if credentials is None or not credentials.credentials:
            raise Refused(TOKEN_MISSING)
        verifier: TokenVerifier = request.app.state.verifier
        client = await verifier.verify(credentials.credentials)
        structlog.contextvars.bind_contextvars(client=client.id)
        if not any(client.has(scope) for scope in self.any_of):
            raise Refused(SCOPE_MISSING.of(client=client.id, scopes=listed(self.any_of)))
        request.state.client = client


def requires(*any_of: str) -> Requires:
    """A dependency: the caller, who holds at least one of the scopes; answered 401 or 403 otherwise."""
    return Requires(any_of)

"""Check credentials, the application context, the access token and the language."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b64decode
from collections.abc import Mapping
from hashlib import sha256

from connectgen.fake_site.problem_details import Problem

__all__ = ["ACCESS_TOKEN", "CONTEXT", "Authenticator"]

CONTEXT = "osvc-crest-application-context"
ACCESS_TOKEN = "osvc-crest-api-access-token"

_CONTEXT_SINCE = (1, 4)
_LONGEST_CONTEXT = 40
_REQUESTS_PER_TOKEN = 10
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="Connect REST API"'}


class Authenticator:
    """Authenticator for the headers of requests.

    Args:
        version: API version; `v1.4` and later require an application context.
        logins: accepted user names with passwords; None accepts any.
        tokens: accepted session and OAuth tokens; None accepts any.
    """

    def __init__(
        self,
        version: str,
        logins: Mapping[str, str] | None = None,
        tokens: frozenset[str] | None = None,
    ) -> None:
        numbers = tuple(int(number) for number in re.findall(r"\d+", version))
        self._wants_context = numbers >= _CONTEXT_SINCE
        self._logins = logins
        self._tokens = tokens
        self._key = secrets.token_bytes(32)
        self._requests = 0

    @property
    def is_strict(self) -> bool:
        """True if only known users are accepted."""
        return self._logins is not None

    @property
    def example_user(self) -> str:
        """Name of a user who is accepted."""
        return next(iter(self._logins or {}), "user")

    def authenticate(self, headers: Mapping[str, str]) -> None:
        """Authenticate a request with these *headers*.

        Raises:
            Problem: 401 without credentials, 400 without context, 403 with an altered token.
        """
        if not self._is_known(headers.get("authorization", "")):
            raise Problem(401, 14, "The credentials are missing or not valid", _CHALLENGE)
        context = headers.get(CONTEXT, "")
        if self._wants_context and not context.strip():
            raise Problem(400, 16, "The header OSvC-CREST-Application-Context is required")
        if len(context) > _LONGEST_CONTEXT:
            limit = f"at most {_LONGEST_CONTEXT} characters"
            raise Problem(400, 16, f"OSvC-CREST-Application-Context may have {limit}")
        token = headers.get(ACCESS_TOKEN)
        if token is not None and not self._is_own_token(token):
            raise Problem(403, 14, "The access token is not one of this site")
        language = headers.get("accept-language", "*").strip().lower()
        if language and not language.startswith(("*", "en")):
            raise Problem(400, 17, f"The language {language!r} is not supported")

    def next_access_token(self) -> str:
        """Return the access token of the response; it changes at times; older ones stay valid."""
        self._requests += 1
        return self._sign_token(str(self._requests // _REQUESTS_PER_TOKEN))

    def _is_known(self, authorization: str) -> bool:
        scheme, _, credentials = authorization.partition(" ")
        if scheme.lower() == "basic":
            return self._is_known_login(credentials)
        if scheme.lower() in ("session", "bearer"):
            return bool(credentials) and (self._tokens is None or credentials in self._tokens)
        return False

    def _is_known_login(self, credentials: str) -> bool:
        try:
            user, colon, password = b64decode(credentials, validate=True).decode().partition(":")
        except ValueError:
            return False
        if not user or not colon:
            return False
        return self._logins is None or self._logins.get(user) == password

    def _sign_token(self, number: str) -> str:
        mark = hmac.new(self._key, number.encode(), sha256).hexdigest()[:32]
        return f"{number}.{mark}"

    def _is_own_token(self, token: str) -> bool:
        number = token.partition(".")[0]
        # As bytes: compare_digest raises TypeError for text beyond ASCII.
        return hmac.compare_digest(self._sign_token(number).encode(), token.encode())

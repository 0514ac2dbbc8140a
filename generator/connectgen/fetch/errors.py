"""Every failure of a fetch, with the message that the user reads.

The other modules of this stage raise what a function of this module returns, so that a message is
found and changed in one place. Two kinds are made elsewhere: `ConfigError` for the site's URL and
the credentials (`urls`, `credentials`), and `CatalogError` for a body that is not JSON (`jsonio`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from connectgen.core.errors import ConnectgenError, FetchError, OutputError
from connectgen.core.suggestions import did_you_mean
from connectgen.fetch.site_text import Redact, clean_reason, problem_details

__all__ = [
    "CatalogTooLargeError",
    "CatalogUrlError",
    "ConnectionBrokenError",
    "RateLimitedError",
    "RefusedError",
    "UnauthorizedError",
    "UnusableAnswerError",
    "case_collision_error",
    "catalog_refused_error",
    "catalog_too_large_error",
    "connection_broken_error",
    "invalid_resource_error",
    "invalid_response_error",
    "invalid_version_error",
    "media_type_error",
    "missing_next_page_error",
    "next_page_error",
    "no_resources_error",
    "no_resources_text",
    "not_a_schema_error",
    "recording_error",
    "redirect_error",
    "response_too_large_error",
    "served_version_error",
    "status_error",
    "timeout_error",
    "too_many_documents_error",
    "too_many_pages_error",
    "too_many_redirects_error",
    "unknown_latest_error",
    "unreachable_error",
    "version_mismatch_error",
    "with_suggestion",
    "without_secrets",
]

_THROUGH_A_RELATIONSHIP = "OSC-CREST-00018"


class CatalogUrlError(ValueError):
    """Raised when a URL is not one of the catalog; the message is a predicate: "is not a URL"."""


class RefusedError(FetchError):
    """Raised when the site answers a request with an error.

    Args:
        status: HTTP status of the answer.
        message: what the site said.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    @property
    def is_withheld(self) -> bool:
        """True if the site denies access to this document only, and the crawl can go on."""
        # OSC-CREST-00018: the type can only be read through the resource that holds it. As with
        # 403 and 404 the document is unavailable, and nothing is wrong with the rest.
        return self.status in (403, 404) or _THROUGH_A_RELATIONSHIP in str(self)

    @property
    def is_temporary(self) -> bool:
        """True if the site may answer otherwise a little later."""
        return self.status >= 500 or self.status in (408, 425, 429)


class UnauthorizedError(RefusedError):
    """Raised for a 401: every other request would be refused, too."""


class RateLimitedError(RefusedError):
    """Raised when the site did not process a request because there were too many."""


class ConnectionBrokenError(FetchError):
    """Raised when the connection is lost before the answer is complete."""


class UnusableAnswerError(FetchError):
    """Raised when an answer is no document, which asking again would not change."""


class CatalogTooLargeError(FetchError):
    """Raised when a catalog exceeds a limit."""


# The request


def invalid_resource_error(name: str) -> FetchError:
    """Return the error for a name that no resource can have."""
    return FetchError(f"{name!r} cannot be the name of a resource")


def invalid_version_error(version: str) -> FetchError:
    """Return the error for a text that is not an API version."""
    return FetchError(f"{version!r} is not an API version, such as v1.4")


# The connection


def timeout_error(url: str) -> FetchError:
    """Return the error for an answer that takes too long."""
    return FetchError(f"{url}: request timed out")


def unreachable_error(url: str, reason: object, redact: Redact) -> FetchError:
    """Return the error for a connection that cannot be opened."""
    why = clean_reason(reason, redact)
    return FetchError(f"{url}: cannot be reached: {why}; check the URL and your network")


def connection_broken_error(url: str, reason: object, redact: Redact) -> ConnectionBrokenError:
    """Return the error for a connection that is lost."""
    return ConnectionBrokenError(f"{url}: connection lost: {clean_reason(reason, redact)}")


def invalid_response_error(url: str, reason: object, redact: Redact) -> UnusableAnswerError:
    """Return the error for an answer that is not valid HTTP."""
    return UnusableAnswerError(f"{url}: invalid response: {clean_reason(reason, redact)}")


def redirect_error(url: str, reason: CatalogUrlError, redact: Redact) -> UnusableAnswerError:
    """Return the error for a redirect that must not be followed."""
    return UnusableAnswerError(f"{url}: redirect {clean_reason(reason, redact)}")


def too_many_redirects_error(url: str, limit: int) -> UnusableAnswerError:
    """Return the error for a URL that redirects more than *limit* times."""
    return UnusableAnswerError(f"{url}: more than {limit} redirects")


# The answer


def status_error(
    url: str, status: int, body: bytes, redact: Redact, *, credentials: str, rate_limited: bool
) -> RefusedError:
    """Return the error for an answer whose status is not 200.

    Args:
        url: URL of the request.
        status: HTTP status of the answer.
        body: beginning of its body; problem details (RFC 7807) are quoted.
        redact: removes secrets from it.
        credentials: name of the place where the credentials come from, for a 401.
        rate_limited: whether the site only asks to slow down.
    """
    reason = clean_reason(f"the site answered {status}{problem_details(body)}", redact)
    message = f"{url}: {reason}"
    if status == 401:
        return UnauthorizedError(status, f"{message} (credentials: {credentials})")
    return (RateLimitedError if rate_limited else RefusedError)(status, message)


def response_too_large_error(url: str, limit: int) -> UnusableAnswerError:
    """Return the error for a body of more than *limit* bytes."""
    return UnusableAnswerError(f"{url}: larger than {limit // 1024**2} MiB")


def media_type_error(url: str, received: str, expected: str) -> UnusableAnswerError:
    """Return the error for an answer of another media type."""
    found = f"{received!r:.100}" if received else "no media type"
    return UnusableAnswerError(f"{url}: expected {expected}, received {found}")


def not_a_schema_error(url: str) -> UnusableAnswerError:
    """Return the error for JSON that is not a schema."""
    return UnusableAnswerError(f"{url}: expected a JSON Schema, received other JSON")


def secret_in_document_error(url: str) -> UnusableAnswerError:
    """Return the error for a document that would store what was sent to sign in."""
    return UnusableAnswerError(f"{url}: repeats the password or token, so it is not stored")


def next_page_error(url: str, reason: CatalogUrlError) -> FetchError:
    """Return the error for a link to the next page that leads elsewhere."""
    return FetchError(f"{url}: link to the next page {reason}")


def missing_next_page_error(url: str) -> FetchError:
    """Return the error for a page that announces another one without a link to it."""
    return FetchError(f"{url}: hasMore is true, but there is no link to the next page")


def too_many_pages_error(url: str, limit: int) -> FetchError:
    """Return the error for a listing of more than *limit* pages."""
    return FetchError(f"{url}: more than {limit} pages")


def version_mismatch_error(url: str, expected: str, received: Iterable[str]) -> FetchError:
    """Return the error for a listing of another version than the one that was requested."""
    versions = ", ".join(sorted(received))
    return FetchError(f"{url}: requested {expected}, received {versions}")


def unknown_latest_error(url: str) -> FetchError:
    """Return the error for a site that does not say which version is the latest."""
    return FetchError(f"{url}: the site does not name its latest version; use --api-version")


def no_resources_text(url: str, advice: str) -> str:
    """Return the message for an empty listing."""
    return f"{url}: the site lists no resources to this user; {advice}"


def no_resources_error(url: str) -> FetchError:
    """Return the error for an empty listing if no resource is named."""
    return FetchError(no_resources_text(url, "name the resources that you need"))


def catalog_refused_error(
    refusal: RefusedError, failures: Iterable[ConnectgenError], *, advise: bool
) -> RefusedError | None:
    """Return the one error for a site that refuses the listing and all resources alike.

    Args:
        refusal: error of the listing.
        failures: errors of the resources.
        advise: whether to add what to do.

    Returns:
        None if a resource failed for another reason.
    """
    also = [each.status if isinstance(each, RefusedError) else None for each in failures]
    if set(also) - {refusal.status}:
        return None
    message = f"{refusal} (and the same for each resource)" if also else str(refusal)
    advice = _ADVICE.get(refusal.status, "") if advise else ""
    return RefusedError(refusal.status, f"{message}{advice}")


_ADVICE = {
    403: "; give the account access to the metadata catalog",
    404: "; check the URL of the site, --api-version and the names of the resources",
}


def served_version_error(url: str, version: str) -> FetchError:
    """Return the error that names the version which the site has instead."""
    return FetchError(f"{url}: the site serves {version}; use --api-version {version}")


# The catalog


def case_collision_error(path: str, kept: str) -> FetchError:
    """Return the error for a named resource that differs only in case from another one."""
    return FetchError(f"{path}: differs only in case from {kept}; name one of them")


def too_many_documents_error(url: str, limit: int) -> CatalogTooLargeError:
    """Return the error for a catalog of more than *limit* documents."""
    return CatalogTooLargeError(f"{url}: more than {limit} documents")


def catalog_too_large_error(url: str, limit: int) -> CatalogTooLargeError:
    """Return the error for a catalog of more than *limit* bytes."""
    return CatalogTooLargeError(f"{url}: larger than {limit // 1024**2} MiB in all")


def recording_error(folder: Path, reason: str) -> OutputError:
    """Return the error for a folder that cannot hold recorded answers."""
    return OutputError(f"{folder}: {reason}")


def with_suggestion(error: ConnectgenError, path: str, listed: list[str]) -> ConnectgenError:
    """Return *error*; if *path* may be a misspelled resource, with the names that are *listed*."""
    if not isinstance(error, RefusedError) or not listed or "/" in path or path in listed:
        return error
    meant = did_you_mean(path, listed) or f"; it lists {', '.join(listed)}"
    return RefusedError(error.status, f"{error}; the site lists no {path!r}{meant}")


def without_secrets(error: ConnectgenError, redact: Redact) -> ConnectgenError:
    """Return *error*, or its copy without secrets: a document may repeat what was sent."""
    redacted = tuple(map(redact, error.lines))
    return error if redacted == error.lines else FetchError(*redacted)

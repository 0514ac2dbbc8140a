"""Ask a site whether it can be fetched from, and write nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from connectgen.config.options import FetchOptions

if TYPE_CHECKING:
    from connectgen.fetch import RequestPolicy, SiteCheck

__all__ = ["examine_site"]


def examine_site(
    options: FetchOptions, environment: Mapping[str, str], policy: RequestPolicy | None = None
) -> tuple[SiteCheck, ...]:
    """Return what a few GETs say about the site of *options*, the last one being what fails.

    Args:
        options: the site, the version, the header and the timeout.
        environment: variables that may hold credentials.
        policy: limits of requests.

    Raises:
        ConfigError: the site, the credentials or the header cannot be used.
    """
    import asyncio  # late: as slow to import as all of `generate --check`

    from connectgen.fetch import (
        CatalogSession,
        RequestPolicy,
        check_site,
        find_credentials,
        parse_site,
    )

    site = parse_site(options.site)
    credentials = find_credentials(site, environment)

    async def run_checks() -> tuple[SiteCheck, ...]:
        session = CatalogSession(
            site=site,
            credentials=credentials,
            application_context=options.application_context,
            policy=policy or RequestPolicy(timeout=options.timeout, retries=0),
        )
        async with session:
            return tuple([check async for check in check_site(session, options.api_version)])

    return asyncio.run(run_checks())

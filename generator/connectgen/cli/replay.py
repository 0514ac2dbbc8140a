"""`connectgen replay`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from connectgen.cli.console import print_result, print_status, print_warning
from connectgen.cli.options import VIEWS, reject_unless
from connectgen.cli.progress import show_progress
from connectgen.core.errors import PayloadError

if TYPE_CHECKING:
    from connectgen.replay.run import Replay

__all__ = ["command"]

_INTERRUPTED = 130


@click.command(name="replay")
@click.argument("old")
@click.argument("new")
@click.argument("samples", nargs=-1, required=True, metavar="SAMPLES...")
@click.option(
    "--resource",
    metavar="NAME",
    help="Resource of every line.  [default: each line names its own]",
)
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    default="create",
    show_default=True,
    help="View of every line, with --resource.",
)
@click.option(
    "--column",
    metavar="NAME",
    help="Column of Parquet files that has the bodies.  [default: the only one with text]",
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Judge only N lines, chosen at random from all files, and the same ones each time.",
)
@click.option(
    "--keep-going", is_flag=True, help="Count lines that are not JSON, and go on after them."
)
@click.option("--verbose", is_flag=True, help="Print each body that starts or stops failing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Output format.",
)
def command(
    old: str,
    new: str,
    samples: tuple[str, ...],
    resource: str | None,
    view: str,
    column: str | None,
    sample: int | None,
    keep_going: bool,
    verbose: bool,
    form: str,
) -> None:
    """Show which recorded bodies are valid in OLD but not in NEW.

    OLD and NEW are folders with a snapshot or a saved catalog, or such a folder of a git revision:
    git:REVISION:FOLDER.

    SAMPLES are files, patterns such as 'logs/**/*.ndjson.gz', or "-" for stdin. Their content says
    what they are: NDJSON, NDJSON compressed with gzip or zstd, or Parquet, which takes the extra
    parquet of connectgen. zstd takes Python 3.14 or backports.zstd.

    With --resource, each line or row is a body. Otherwise each is an object with resource, view and
    body. Bodies that start or stop failing are summed up by cause, with the first of each. Exits
    with 1 if any body starts to fail. Ctrl-C prints what was counted.
    """
    from connectgen.replay.judge import Judge
    from connectgen.replay.run import Replay, find_files

    reject_unless("view", "resource")
    files, size = find_files(samples)
    judge = Judge.from_snapshots(old, new, resource=resource, view=view)
    print_warning(judge.warnings)
    replay = Replay(
        judge=judge,
        files=files,
        column=column,
        sample=sample,
        keeps_going=keep_going,
        lists_verdicts=verbose,
    )
    sys.exit(_print_replay(replay, size, form))


def _print_replay(replay: Replay, size: int | None, form: str) -> int:
    """Run *replay*, print what it finds, and return the exit code.

    Raises:
        PayloadError: a file cannot be read, or a line cannot be judged.
    """
    from connectgen.replay import report
    from connectgen.replay.counts import Counts

    as_text = form == "text"
    show_verdict = report.verdict_as_text if as_text else report.verdict_as_json
    counts, stopped = Counts(), ""
    failure: PayloadError | None = None
    try:
        with _show_progress(size) as advance:
            for batch in replay.run(advance):
                for verdict in batch.verdicts:
                    print_result(show_verdict(verdict, batch.source))
                counts += batch.counts
                if batch.error is not None:
                    failure = PayloadError(f"{batch.source}:{batch.error}")
    except KeyboardInterrupt:
        stopped = "interrupted; "
    except PayloadError as error:
        failure = error
    show_cause = report.cause_as_text if as_text else report.cause_as_json
    for cause, count in counts.sorted_causes():
        if not replay.lists_verdicts or cause.outcome == "skipped":
            print_result(show_cause(cause, count))
    if failure is not None:
        raise failure
    print_status(f"{stopped}{report.counts_as_text(counts)}")
    if form == "json":
        print_result(report.counts_as_json(counts))
    if stopped:
        return _INTERRUPTED
    return 1 if counts.starts else 0


@contextmanager
def _show_progress(size: int | None) -> Generator[Callable[[int], None]]:
    """Yield a callback that takes the number of bytes done, and shows a progress bar."""
    done, whole = 0, size or 0
    with show_progress("Replaying", known=whole > 0) as progress:

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress(done / max(whole, done, 1))

        yield advance

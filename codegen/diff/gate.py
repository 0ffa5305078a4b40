"""One run of the gate: what is compared with what, and what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from codegen.config import Config
from codegen.diff.acks import Ack, judge, read_acks
from codegen.diff.compare import Report, compare
from codegen.diff.config import Gate
from codegen.diff.finding import Finding
from codegen.diff.patched import kept
from codegen.diff.result import Result, result_of
from codegen.diff.sources import Base, default_base, open_source, released_base
from codegen.diff.subject import Subject


@dataclass(frozen=True, slots=True)
class Run:
    """What one client was compared with.

    Attributes:
        reports: One for each base; two where a released one is configured.
        results: The same with acknowledgements.
    """

    reports: tuple[Report, ...]
    results: tuple[Result, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all comparisons."""
        return tuple(finding for report in self.reports for finding in report.findings)


def run(
    config: Config,
    gate: Gate,
    *,
    base: str | None = None,
    new: str | None = None,
    today: date | None = None,
) -> Run:
    """Compare what the service says now with what clients were made for.

    Args:
        config: How the client is made.
        gate: The settings of the gate.
        base: The old document; by default the snapshot on the merge base, and the last
            release.
        new: The new document; by default what the configuration reads.
        today: The day of the comparison.

    Raises:
        IsospinError: a document cannot be read, or the configuration is wrong.
    """
    bases = [Base(open_source(base, config), base)] if base else _bases(config, gate)
    subject = open_source(new or config.source, config)
    if subject.config is config:  # no snapshot, so its client will have today's patches
        subject = replace(subject, kept=kept(config))
    acks = read_acks(config.folder / gate.acks)
    reports = [_report(one, subject, gate, today) for one in bases]
    return Run(tuple(reports), tuple(_results(reports, acks, gate, today)))


def _bases(config: Config, gate: Gate) -> list[Base]:
    found = [default_base(config, gate)]
    released = released_base(config, gate)
    return [*found, released] if released is not None else found


def _report(base: Base, new: Subject, gate: Gate, today: date | None) -> Report:
    if base.subject is None:
        note = f"{base.name} does not exist: nothing was promised yet"
        return Report(base.name, new.document.name, (), (note,))
    return compare(base.subject, new, gate.policy(today))


def _results(
    reports: Sequence[Report],
    acks: Sequence[Ack],
    gate: Gate,
    today: date | None,
) -> list[Result]:
    """Judge all reports; an entry is unused when none of them has a use for it."""
    day = gate.policy(today).today
    everything = judge([f for report in reports for f in report.findings], acks, day)
    found = []
    for index, report in enumerate(reports):
        judged = judge(report.findings, acks, day)
        last = index == len(reports) - 1
        found.append(
            result_of(
                report,
                replace(
                    judged,
                    unused=everything.unused if last else (),
                    expired=everything.expired if last else (),
                ),
            )
        )
    return found

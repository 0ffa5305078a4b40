"""One run from the settings to the disk: load, build, write. No printing, no exits."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from codegen import stamp, write
from codegen.config import Config
from codegen.errors import Notice, SpecError
from codegen.manifest import Manifest
from codegen.previous import Build, Previous
from codegen.progress import report
from codegen.spec.document import Document
from codegen.spec.json_text import too_deep
from codegen.spec.load import load

Builder = Callable[[Document, Config, Previous], Build]


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did.

    Attributes:
        source: The printable name of the document.
        folder: The output folder.
        summary: Files; of a run that found nothing to do, and of a dry run, too.
        drift: How the folder differs; only `check` fills it.
        up_to_date: Nothing has changed since the last run, so nothing was rendered.
        operations: How many, of one client; 0 when nothing was rendered.
        models: How many; 0 when nothing was rendered.
        notices: Names that were changed, operations that were left out.
        seconds: From the start to the end.
    """

    source: str
    folder: Path
    summary: write.Summary = field(default_factory=write.Summary)
    drift: write.Drift = field(default_factory=write.Drift)
    up_to_date: bool = False
    operations: int = 0
    models: int = 0
    notices: tuple[Notice, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Draft:
    """A client that is rendered, found fit to be written, and not written yet.

    Attributes:
        source: The printable name of the document.
        folder: The output folder.
        mark: The stamp of the run.
        build: What was rendered; None when nothing has changed.
        plan: What will be written.
        force: Whether files that were edited by hand are overwritten.
        seconds: How long it took so far.
    """

    source: str
    folder: Path
    mark: str
    build: Build | None
    plan: write.Summary
    force: bool
    seconds: float


def generate(
    config: Config,
    *,
    force: bool = False,
    dry_run: bool = False,
    builder: Builder | None = None,
) -> Result:
    """Write the two clients that the settings describe.

    Args:
        config: The settings.
        force: Overwrite generated files that were edited by hand.
        dry_run: Do all but write.
        builder: What makes files of a document; None is the one of isospin.

    Raises:
        IsospinError: something is wrong with the settings, the input or the output
            folder. Nothing was written.
    """
    return finish(draft(config, force=force, builder=builder), dry_run=dry_run)


def draft(
    config: Config, *, force: bool = False, builder: Builder | None = None
) -> Draft:
    """Do all of `generate` but write; arguments and errors are the same."""
    start = time.perf_counter()
    folder = config.package_folder
    document, mark = _load(config)
    if stamp.is_current(folder, mark):
        build = None
        plan = write.Summary(unchanged=tuple(sorted(_previous(folder).files)))
    else:
        build = _build(document, config, builder)
        plan = write.plan(build.files, folder, force=force)
    seconds = time.perf_counter() - start
    return Draft(document.name, folder, mark, build, plan, force, seconds)


def finish(draft: Draft, *, dry_run: bool = False) -> Result:
    """Write a draft, unless nothing has changed.

    Raises:
        OutputError: the folder cannot be written; it is as it was.
    """
    start = time.perf_counter()
    build, summary = draft.build, draft.plan
    if build is not None and not dry_run:
        report("write")
        summary = write.apply(build.files, draft.folder, force=draft.force)
        stamp.remember(draft.folder, build.cache)
        stamp.keep(draft.folder, draft.mark)
    return Result(
        source=draft.source,
        folder=draft.folder,
        summary=summary,
        up_to_date=build is None,
        operations=build.operations if build else 0,
        models=build.models if build else 0,
        notices=tuple(build.notices) if build else (),
        seconds=draft.seconds + time.perf_counter() - start,
    )


def check(config: Config, *, builder: Builder | None = None) -> Result:
    """Compare the output folder with what `generate` would write; write nothing.

    Arguments and errors as `generate`. Files that were edited by hand are drift.
    """
    start = time.perf_counter()
    folder = config.package_folder
    document, mark = _load(config)
    if stamp.is_current(folder, mark):
        return Result(
            source=document.name,
            folder=folder,
            drift=_without_patches(
                write.Drift(foreign=write.foreign_files(folder)), config
            ),
            up_to_date=True,
            seconds=time.perf_counter() - start,
        )
    build = _build(document, config, builder)
    report("compare")
    return Result(
        source=document.name,
        folder=folder,
        drift=_without_respelling(
            _without_patches(write.check(build.files, folder), config), document, config
        ),
        operations=build.operations,
        models=build.models,
        notices=tuple(build.notices),
        seconds=time.perf_counter() - start,
    )


def _without_patches(drift: write.Drift, config: Config) -> write.Drift:
    """Patches that are kept inside the package are no strangers there."""
    patches = os.path.abspath(config.folder / config.patches)
    inside = os.path.relpath(patches, os.path.abspath(config.package_folder))
    prefix = f"{inside.replace(os.sep, '/')}/"
    return replace(
        drift, foreign=tuple(p for p in drift.foreign if not p.startswith(prefix))
    )


def _without_respelling(
    drift: write.Drift, document: Document, config: Config
) -> write.Drift:
    """A snapshot that says the same in other words is no drift."""
    from codegen.diff.keeping import is_current
    from codegen.diff.patched import kept
    from codegen.diff.snapshot import NAME
    from codegen.diff.subject import Subject

    alone = drift.changed == (NAME,) and not drift.missing and not drift.extra
    if alone and is_current(Subject(document, config, kept(config))):
        return replace(drift, changed=())
    return drift


def _load(config: Config) -> tuple[Document, str]:
    source = config.source
    report("read")
    document = load(source, config=config)
    return document, stamp.stamp(document, config)


def _build(document: Document, config: Config, builder: Builder | None) -> Build:
    report("render")
    try:
        make = builder or _builder()
        return make(document, config, _previous(config.package_folder))
    except RecursionError:
        raise SpecError(*too_deep(document.name).problems) from None


def _builder() -> Builder:
    from codegen.build import build  # here: it imports half of everything

    return build


def _previous(folder: Path) -> Previous:
    manifest = Manifest.read(folder) or Manifest()
    return Previous(folder, manifest.files, stamp.recall(folder))

"""The snapshot of a service without a generated client; whether a snapshot is stale."""

from __future__ import annotations

from codegen import write
from codegen.config import Config
from codegen.diff.compare import compare
from codegen.diff.patched import kept
from codegen.diff.snapshot import KEY, NAME, restored, snapshot_path, text_of
from codegen.diff.subject import Subject
from codegen.errors import IsospinError, OutputError
from codegen.manifest import Manifest
from codegen.printable import shown_path
from codegen.spec.load import load


def write_snapshot(config: Config) -> bool:
    """Write the snapshot of a service, whole or not at all.

    Returns:
        Whether anything changed.

    Raises:
        IsospinError: the document cannot be read, or the file cannot be written.
        OutputError: a generated client carries it.
    """
    folder = config.package_folder
    if (Manifest.read(folder) or Manifest()).files.keys() - {NAME}:
        raise OutputError.of(
            "ISO205",
            shown_path(folder),
            f"this generated client carries {NAME} already",
            "Run `isospin generate`",
        )
    subject = Subject(load(config.source, config=config), config, kept(config))
    return bool(write.apply({NAME: text_of(subject)}, folder).written)


def check_snapshot(config: Config) -> bool:
    """Tell whether a snapshot says what the service says.

    Raises:
        IsospinError: the document cannot be read.
    """
    subject = Subject(load(config.source, config=config), config, kept(config))
    return is_current(subject)


def is_current(subject: Subject) -> bool:
    """Tell whether the snapshot of a client means what its document means.

    Another release of FastAPI or pydantic writes the same in another way, and that is
    no reason to write it anew.
    """
    config = subject.config
    path = snapshot_path(config)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    if text == text_of(subject):
        return True
    try:
        document = load(str(path.absolute()), config=config)
        old = restored(document, config)
    except IsospinError:  # whoever wrote it, it is none of this client
        return False
    if KEY not in document.root or old.kept != subject.kept:
        return False
    names = [one.document.function_names for one in (old, subject)]
    return names[0] == names[1] and not compare(old, subject).findings

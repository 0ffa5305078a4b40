"""What git knows: a file at a revision, and where a change left the main branch."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codegen.errors import InputError
from codegen.printable import one_line, printable, shown_path

_TIMEOUT: Final = 60
"""Seconds that a command of git may take; all of them read locally."""

_BRANCHES: Final = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


@dataclass(frozen=True, slots=True)
class Repository:
    """A working tree.

    Attributes:
        folder: A folder in it.
    """

    folder: Path

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                ["git", "-C", str(self.folder), *arguments],
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
                env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            )
        except FileNotFoundError:
            raise _wrong(
                "git", "git is not installed", "Install git, or name a BASE"
            ) from None
        except subprocess.TimeoutExpired:
            raise _wrong("git", "git does not answer", "Name a file as BASE") from None

    def _line(self, *arguments: str) -> str:
        done = self._run(*arguments)
        return (
            done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""
        )

    def show(self, revision: str, path: str) -> bytes | None:
        """Return a file at a revision; None when the revision has no such file.

        Args:
            revision: Anything that git understands.
            path: Below the root of the repository, or `./` below the folder.

        Raises:
            InputError: there is no repository, or no such revision.
        """
        if revision.startswith("-"):
            raise _wrong(
                f"git:{revision}", "that is no revision", "Name a commit, tag or branch"
            )
        self._require()
        if not self._line("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"):
            raise self._unknown(revision)
        done = self._run("show", f"{revision}:{path}")
        if done.returncode == 0:
            return done.stdout
        said = done.stderr.decode(errors="replace")
        if "does not exist" in said or "exists on disk, but not in" in said:
            return None
        raise _wrong(f"git:{revision}:{path}", one_line(said), "Check the path")

    def _require(self) -> None:
        if not self._line("rev-parse", "--show-toplevel"):
            raise _wrong(
                shown_path(self.folder),
                "this is not a git repository",
                "Run in a clone, or name a file or URL as BASE",
            )

    def _unknown(self, revision: str) -> InputError:
        place = f"git:{printable(revision)}"
        if self.is_shallow():
            return _wrong(
                place,
                "this clone is shallow and has no such commit",
                "Run `git fetch --unshallow`",
            )
        return _wrong(
            place, "there is no such commit", "Check the name, or run `git fetch`"
        )

    def is_shallow(self) -> bool:
        """Whether the clone has only the latest commits."""
        return self._line("rev-parse", "--is-shallow-repository") == "true"

    def relative(self, path: Path) -> str:
        """Return a path below the root of the repository."""
        prefix = self._line("rev-parse", "--show-prefix")
        below = os.path.relpath(path, self.folder)
        return os.path.normpath(os.path.join(prefix, below)).replace(os.sep, "/")

    def branch(self, configured: str | None) -> str:
        """Return the branch that a change goes to.

        Raises:
            InputError: none can be found.
        """
        self._require()
        wanted = [f"origin/{configured}", configured] if configured else []
        target = os.environ.get("GITHUB_BASE_REF") or os.environ.get(
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
        )
        if target:
            wanted += [f"origin/{target}", target]
        if not configured:
            wanted += _BRANCHES
        for name in wanted:
            if self._line("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
                return name
        names = configured or target or "main"
        raise _wrong(
            "git",
            f"there is no branch {printable(names, 60)} to compare with",
            f"Run `git fetch origin {printable(names, 60)}:refs/remotes/origin/"
            f"{printable(names, 60)}`, set `branch` in [tool.isospin.gate], or name a BASE",
        )

    def merge_base(self, branch: str) -> str:
        """Return the commit at which a change left a branch.

        Raises:
            InputError: the history does not reach that far.
        """
        found = self._line("merge-base", "HEAD", branch)
        if found:
            return found
        if self.is_shallow():
            raise _wrong(
                "git",
                f"this clone is shallow: the commit at which HEAD left {printable(branch, 60)}"
                " is not in it",
                "Run `git fetch --unshallow` (in CI: check out with `fetch-depth: 0`)",
            )
        raise _wrong(
            "git",
            f"HEAD and {printable(branch, 60)} have no commit in common",
            "Name a BASE",
        )

    def newest_tag(self, pattern: str) -> str:
        """Return the newest version among the tags that match.

        Raises:
            InputError: no tag matches.
        """
        tags = self._line(
            "tag", "--list", "--sort=-version:refname", pattern
        ).splitlines()
        if tags:
            return tags[0]
        remedy = "Run `git fetch --tags`" if self.is_shallow() else "Tag a release"
        raise _wrong(f"tag:{printable(pattern)}", "no tag matches", remedy)


def _wrong(place: str, fact: str, remedy: str) -> InputError:
    return InputError.of("ISO402", place, fact, remedy)

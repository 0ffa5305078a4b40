"""Results as JUnit XML, which GitLab and Jenkins show as tests."""

from __future__ import annotations

from xml.etree import ElementTree as XML

from codegen.diff.formats.text_format import summary
from codegen.diff.result import Entry, Result


def write(results: list[Result]) -> str:
    """Return results as XML: a suite for each comparison, a test for each finding."""
    root = XML.Element("testsuites", name="isospin")
    for result in results:
        suite = XML.SubElement(
            root,
            "testsuite",
            name=_safe(f"{result.base} -> {result.new}"),
            tests=str(max(1, len(result.entries))),
            failures=str(len(result.blocking)),
        )
        if not result.entries:
            XML.SubElement(suite, "testcase", name=summary(result), classname="isospin")
        for entry in result.entries:
            _case(suite, entry)
    XML.indent(root)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + XML.tostring(root, "unicode")
        + "\n"
    )


def _case(suite: XML.Element, entry: Entry) -> None:
    case = XML.SubElement(
        suite, "testcase", name=_safe(entry.sentence), classname=f"isospin.{entry.rule}"
    )
    if entry.blocks:
        failure = XML.SubElement(
            case, "failure", message=_safe(entry.title), type=entry.rule
        )
        failure.text = _safe(
            f"{entry.old} -> {entry.new}\nTo keep compatibility: {entry.keep}.\n"
            f"Id: {entry.fingerprint}"
        )
    elif entry.severity != "info":
        out = XML.SubElement(case, "system-out")
        out.text = _safe(entry.reason or entry.note or entry.title)


def _safe(text: str) -> str:
    """Leave out what XML 1.0 has no character for."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or 0x20 <= ord(c) <= 0xD7FF or 0xE000 <= ord(c) <= 0xFFFD
        or ord(c) >= 0x10000
    )  # fmt: skip

"""Reports for people and machines: valid, escaped, and the same in every run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from codegen.diff import formats
from codegen.diff.acks import Ack, judge, read_acks, write_acks
from codegen.diff.formats.text_format import summary
from codegen.diff.release import inserted, next_version
from codegen.diff.result import Result, as_data, from_data, result_of
from codegen.diff.rules import RULES, markdown
from codegen.errors import InputError
from tests.diff.documents import changed, compared, shop, with_schema

ROOT = Path(__file__).resolve().parents[2]
EVIL = "x`</summary>|[a](http://e)\r\n::error::y\x1b[31m @all <!-- %0A"


def result(name: str = "list_items") -> Result:
    """Return a result with an evil name in it, and one finding accepted."""
    new = changed(shop(), lambda r: r["paths"].pop("/items"))
    new["components"]["schemas"]["Receipt"]["properties"][EVIL] = {"type": "string"}
    new["components"]["schemas"]["Receipt"]["required"] += [EVIL]
    report = compared(new, shop())
    other = compared(shop(), new)
    findings = (*report.findings, *other.findings)
    first = next(f for f in findings if f.severity == "breaking")
    ack = Ack(first.rule, EVIL, first.fingerprint, who="me")
    from datetime import date

    judged = judge(findings, [ack], date(2026, 1, 1))
    return result_of(type(report)("old", "new", findings, (EVIL,)), judged)


@pytest.mark.parametrize("name", formats.NAMES)
def test_nothing_of_a_document_acts_on_the_reader(name: str) -> None:
    """A pull request could write workflow commands, HTML or escape sequences."""
    text = formats.write([result()], name)
    assert "\x1b" not in text
    assert "\r" not in text
    if name == "github":
        assert all(line.startswith("::") for line in text.splitlines())
        assert text.count("::error::y") == 0 or "\n::error::y" not in text
    if name == "markdown":
        assert "</summary>|" not in text
        assert "@all" not in text
        assert text.count("<!--") == 1


def test_json_is_read_back_as_it_was() -> None:
    """The second stage would show another report than the first has made."""
    one = result()
    assert from_data(json.loads(json.dumps(as_data([one]))), "r") == [one]


@pytest.mark.parametrize(
    "data",
    [[], {}, {"version": 2}, {"version": 1, "comparisons": [1]},
     {"version": 1, "comparisons": [{"base": 1, "new": "", "findings": [], "notes": []}]},
     {"version": 1, "comparisons": [{"findings": [{"id": "rm -rf"}], "notes": []}]}],
)  # fmt: skip
def test_foreign_json_is_refused(data: object) -> None:
    """The job with rights would act on whatever a pull request hands it."""
    with pytest.raises(InputError):
        from_data(data, "report.json")


def test_sarif_has_what_code_scanning_needs() -> None:
    """GitHub would refuse the upload."""
    log = json.loads(formats.write([result()], "sarif"))
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for item in run["results"]:
        assert ids[item["ruleIndex"]] == item["ruleId"]
        assert item["level"] in {"error", "warning", "note"}
        assert item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert sum("suppressions" in item for item in run["results"]) >= 1


def test_junit_counts_what_fails() -> None:
    """GitLab would show a broken gate as passed."""
    one = result()
    suite = ElementTree.fromstring(formats.write([one], "junit").split("?>", 1)[1])[0]
    assert suite.get("failures") == str(len(one.blocking))
    assert len(suite.findall("testcase/failure")) == len(one.blocking)


def test_text_says_how_to_keep_compatibility() -> None:
    """A person would know that it breaks, and not what to do."""
    text = formats.write([result()], "text")
    assert "to keep compatibility: " in text
    assert summary(result()) in text


_PROGRAM = """
import json, sys
from datetime import date
from codegen.diff.acks import judge
from codegen.diff.result import as_data, result_of
from tests.diff.documents import compared
old, new = json.load(sys.stdin)
report = compared(old, new)
print(json.dumps(as_data([result_of(report, judge(report.findings, [], date.min))])))
"""


def test_report_is_the_same_under_20_hash_seeds() -> None:
    """Acknowledgements and comments would change from run to run."""
    new = changed(shop(), lambda r: r["paths"].pop("/items"))
    for name in ("Item", "Order", "Receipt"):
        new["components"]["schemas"][name]["required"] = []
        new["components"]["schemas"][name]["properties"]["id"] = {
            "enum": ["b", "a", 1, None]
        }
    text = json.dumps([shop(), new])
    seen = set()
    for start in range(0, 20, 2):
        running = [
            subprocess.Popen(
                [sys.executable, "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env={
                    **os.environ,
                    "PYTHONHASHSEED": str(seed),
                    "PYTHONPATH": str(ROOT),
                },
            )
            for seed in (start, start + 1)
        ]
        seen |= {process.communicate(text)[0] for process in running}
    assert len(seen) == 1
    assert "breaking" in min(seen)


def test_rule_index_is_current() -> None:
    """The page would describe other rules than the code has."""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == markdown()
    assert all(f"### {rule}\n" in markdown() for rule in RULES)


def test_acknowledgements_survive_the_file(tmp_path: Path) -> None:
    """A reason with a quote in it would break the file for everybody."""
    path = tmp_path / ".isospin" / "acks.toml"
    entries = [Ack("op.removed", 'it"s \\ "x"\tü 😀', "0" * 16, who="a\x7f")]
    write_acks(path, entries)
    (read,) = read_acks(path)
    assert (read.rule, read.fingerprint) == ("op.removed", "0" * 16)
    assert 'it"s' in read.reason
    write_acks(path, [read])
    assert read_acks(path) == [read]


def test_patterns_accept_by_rule_and_operation() -> None:
    """Two hundred findings of one prefix would need two hundred entries."""
    from datetime import date

    findings = compared(shop(), changed(shop(), lambda r: r["paths"].clear())).findings
    judged = judge(findings, [Ack("*.removed", "r", operation="* /items*")], date.min)
    accepted = [f for f in findings if f.fingerprint in judged.acknowledged]
    assert {f.operation for f in accepted} == {"GET /items", "GET /items/{item_id}"}


@pytest.mark.parametrize(
    ("current", "bump", "following"),
    [("1.2.3", "major", "2.0.0"), ("1.2.3", "minor", "1.3.0"), ("1.2.3", "patch", "1.2.4"),
     ("0.4.1", "major", "0.5.0"), ("0.4.1", "minor", "0.4.2"), ("v1.0", "none", "1.0.0"),
     ("0.1.0.dev0", "major", "0.2.0")],
)  # fmt: skip
def test_next_version_follows_semantic_versioning(
    current: str, bump: str, following: str
) -> None:
    """Code that pins a version would be broken by an upgrade that looks harmless."""
    assert next_version(current, bump) == following  # type: ignore[arg-type]


def test_changelog_keeps_what_it_has() -> None:
    """A release would overwrite the notes of another."""
    text = (
        "# Changelog\n\n## [Unreleased]\n\n- mine\n\n## [1.0.0] - 2020-01-01\n\n- old\n"
    )
    new = inserted(text, "## [2.0.0] - 2026-01-01\n\n- new\n")
    assert new.index("- mine") < new.index("[2.0.0]") < new.index("[1.0.0]")
    assert inserted("# Changelog\n", "## [1.0.0]\n") == "# Changelog\n\n## [1.0.0]\n"


def test_two_schemas_of_a_name_are_one_finding_with_uses() -> None:
    """A change of a schema that many operations use would be told many times."""
    old = with_schema({"$ref": "#/components/schemas/A"}, A={"type": "string"})
    old["paths"]["/other"] = {
        "post": {**old["paths"]["/thing"]["post"], "operationId": "b"}
    }
    new = changed(old, lambda r: r["components"]["schemas"]["A"].update(maxLength=3))
    findings = [
        f for f in compared(old, new).findings if f.rule == "in.bounds-narrowed"
    ]
    assert [f.uses for f in findings] == [("POST /other", "POST /thing")]

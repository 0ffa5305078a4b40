"""Page through many rows: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
import importlib
import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from codegen.runtime.outline import Outline
from codegen.runtime.pagination import PageNumber, Place

from .app import ROWS
from .conftest import Driver

STYLES = ["number", "offset", "cursor", "link", "header"]
ALL = list(range(ROWS))


def pages(client: Any, style: str, **arguments: Any) -> Any:
    """A listing of the sample service."""
    return getattr(client.things, f"{style}_pages")(**arguments)


def numbers(items: Any) -> list[int]:
    return [tick.number for tick in items]


def answering(driver: Driver, content: bytes) -> Any:
    """A client to which everything is answered by the same JSON."""
    return driver.mocked(lambda _: httpx.Response(200, content=content))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [None, 1, 46, 47, 48])
def test_every_item_comes_once(
    driver: Driver, server: str, style: str, size: int | None
) -> None:
    """An item would be lost at the seam of two pages, or at the end."""
    client = driver.client(server)
    listing = driver.call(pages(client, style, size=size).list_all)
    assert numbers(listing.results) == ALL
    assert (listing.next, listing.error, len(listing)) == (None, None, ROWS)
    assert numbers(driver.drain(pages(client, style, size=size))) == ALL


@pytest.mark.parametrize("style", STYLES)
def test_pages_are_those_of_the_service(
    driver: Driver, server: str, style: str
) -> None:
    """An iterator of pages would read ahead, or return single items."""
    found = driver.drain(pages(driver.client(server), style, size=20).pages())
    assert [numbers(page) for page in found] == [ALL[:20], ALL[20:40], ALL[40:]]


def test_a_listing_may_begin_in_the_middle(driver: Driver, server: str) -> None:
    """The first page asked for would be counted from the beginning of all."""
    client = driver.client(server)
    for prefetch in (1, 4):
        found = driver.call(
            pages(client, "number", page=3, size=10).list_all, prefetch=prefetch
        )
        assert numbers(found) == ALL[20:]
        found = driver.call(
            pages(client, "offset", offset=13, size=10).list_all, prefetch=prefetch
        )
        assert numbers(found) == ALL[13:]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("broken", range(5))
def test_a_listing_that_was_interrupted_goes_on_in_the_other_flavour(
    driver: Driver, server: str, sample: str, tmp_path: Path, style: str, broken: int
) -> None:
    """Lost, doubled or mixed up items after every possible page."""
    client = driver.client(server, headers={"X-Broken": str(broken)}, retries=0)
    listing = pages(client, style, size=10)
    with pytest.raises(driver.errors.ServerError, match="broken") as caught:
        driver.call(listing.list_all)
    kept = driver.call(listing.list_all, keep_failed=True)
    assert isinstance(kept.error, driver.errors.ServerError)
    assert numbers(kept) == numbers(caught.value.listing) == ALL[: broken * 10]
    kept.save(tmp_path / "listing")
    other = Driver("aio" if driver.flavour == "sync" else "sync", sample)
    again = pages(other.client(server), style, size=10)
    whole = other.call(again.list_all, resume_from=tmp_path / "listing")
    assert numbers(whole.results) == ALL
    assert whole.next is None
    other.finish()


RESUMED = {
    "sync": """
from sample_client import sync
with sync.Client(url) as client:
    listing = client.things.cursor_pages(size=10).list_all(resume_from=path)
""",
    "aio": """
import asyncio
from sample_client import aio
async def main():
    async with aio.Client(url) as client:
        pages = client.things.cursor_pages(size=10)
        return await pages.list_all(resume_from=path)
listing = asyncio.run(main())
""",
}


def test_a_listing_goes_on_in_another_process_and_flavour(
    driver: Driver, server: str, sample: str, tmp_path: Path
) -> None:
    """A listing of hours would begin anew after a restart of the machine."""
    path = tmp_path / "listing"
    part = driver.call(
        pages(driver.client(server), "cursor", size=10).list_all, max_pages=2
    )
    part.save(path)
    folder = str(Path(importlib.import_module(sample).__file__ or "").parents[1])
    source = f"import sys\nsys.path.insert(0, {folder!r})\n"
    source += f"url, path = {server!r}, {str(path)!r}\n"
    source += RESUMED["aio" if driver.flavour == "sync" else "sync"]
    source += "print([tick.number for tick in listing])"
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"{ALL}\n", "")


def test_a_few_pages_at_a_time(driver: Driver, server: str) -> None:
    """`max_pages` would stop for good, or be off by one."""
    listing = pages(driver.client(server), "number", size=10)
    part = driver.call(listing.list_all, max_pages=2)
    assert (len(part.pages), part.next.page) == (2, 2)
    with pytest.raises(driver.errors.ArgumentError, match="max_pages is -1"):
        driver.call(listing.list_all, max_pages=-1)
    part = driver.call(listing.list_all, max_pages=1, resume_from=part)
    assert numbers(part) == ALL[:30]
    assert numbers(driver.call(listing.list_all, resume_from=part)) == ALL
    assert repr(part) == "<Listing: 30 items, 3 pages, to go on at page 3>"
    done = driver.call(listing.list_all)
    assert driver.call(listing.list_all, resume_from=done).results == done.results


@pytest.mark.usefixtures("interruptible")
def test_who_is_interrupted_loses_nothing(
    driver: Driver, watched: tuple[str, Any]
) -> None:
    """A person who stops a listing of hours would have to begin anew."""
    url, seen = watched
    client = driver.client(url, headers={"X-Latency": "0.1"})
    list_all = pages(client, "cursor", size=10).list_all

    def stop(steps: int, *_: object) -> None:
        if steps == 3 and driver.loop is None:
            # As on Ctrl-C, while it waits for the next page.
            threading.Timer(0.05, signal.raise_signal, [signal.SIGINT]).start()
        elif steps == 3:
            task = asyncio.current_task()
            assert task is not None
            asyncio.get_running_loop().call_later(0.05, task.cancel)

    interruption = KeyboardInterrupt if driver.loop is None else asyncio.CancelledError
    with pytest.raises(interruption) as caught:
        driver.call(list_all, progress=stop)
    found = vars(caught.value)["listing"]
    assert numbers(found) == ALL[:30]
    assert seen.pages == 4
    assert numbers(driver.call(list_all, resume_from=found)) == ALL


def test_another_listing_or_a_broken_file_is_refused(
    driver: Driver, server: str, tmp_path: Path
) -> None:
    """Rows of two questions would end in one table."""
    client = driver.client(server)
    part = driver.call(pages(client, "number", size=10).list_all, max_pages=2)
    with pytest.raises(driver.errors.ArgumentError, match="cannot go on"):
        driver.call(pages(client, "number", size=11).list_all, resume_from=part)
    file = tmp_path / "x"
    part.save(file)
    whole = file.read_bytes()
    for content, said in ((whole[:-1], "cut short"), (b"{}", "no saved listing")):
        file.write_bytes(content)
        with pytest.raises(driver.errors.ArgumentError, match=said):
            driver.call(pages(client, "number", size=10).list_all, resume_from=file)


def test_pages_are_asked_for_ahead(driver: Driver, watched: tuple[str, Any]) -> None:
    """The wait for each page would add up."""
    url, seen = watched
    client = driver.client(url, headers={"X-Latency": "0.1"})
    for prefetch, most in ((1, 1), (8, 8)):
        seen.most = 0
        listing = pages(client, "number", size=4)
        assert numbers(driver.call(listing.list_all, prefetch=prefetch)) == ALL
        assert seen.most == most


@pytest.mark.parametrize(("style", "most"), [("number", 3), ("cursor", 1), ("link", 1)])
def test_an_iterator_reads_ahead_where_it_is_told_to(
    driver: Driver, watched: tuple[str, Any], style: str, most: int
) -> None:
    """A cursor's next page would only be asked for when the last one is done with."""
    url, seen = watched
    client = driver.client(url, headers={"X-Latency": "0.05"})

    def page(prefetch: int) -> int:
        """Requests there were by the time that one page was worked on."""
        seen.pages = 0
        iterator = pages(client, style, size=5).pages(prefetch=prefetch)
        if driver.loop is None:
            assert numbers(next(iterator)) == ALL[:5]
            time.sleep(0.2)
            iterator.close()
        else:

            async def first() -> None:
                assert numbers(await anext(iterator)) == ALL[:5]
                await asyncio.sleep(0.2)
                await iterator.aclose()

            driver.call(first)
        return int(seen.pages)

    assert [page(0), page(3)] == [1, 1 + most]
    again = pages(client, style, size=5)
    assert numbers(driver.drain(again.items(prefetch=3))) == ALL


def test_the_error_of_a_page_that_was_asked_for_ahead_comes_in_its_turn(
    driver: Driver, server: str
) -> None:
    """Items of good pages would be lost, or the error of the bad one."""
    client = driver.client(server, headers={"X-Broken": "2"}, retries=0)
    for style in STYLES:
        found: list[Any] = []
        with pytest.raises(driver.errors.ServerError, match="broken"):
            driver.drain(pages(client, style, size=10).items(prefetch=4), found)
        assert numbers(found) == ALL[:20]


def test_a_link_to_another_host_is_not_followed(driver: Driver, server: str) -> None:
    """A page could send our token anywhere."""
    client = driver.client(server, headers={"X-Host": "evil.example"})
    with pytest.raises(driver.errors.DecodeError, match="another host"):
        driver.call(pages(client, "link", size=10).list_all)


def test_a_page_that_is_none_is_a_decode_error(driver: Driver) -> None:
    """The caller would see an AttributeError from inside."""
    for content in (b"{}", b'{"data": null}', b'{"data": {"items": 1}}', b"<html>"):
        with pytest.raises(driver.errors.DecodeError):
            driver.call(pages(answering(driver, content), "cursor").list_all)
    client = answering(driver, b'{"data": {"items": [{"number": "x"}]}}')
    with pytest.raises(driver.errors.DecodeError, match="number"):
        driver.drain(pages(client, "cursor"))


def test_a_page_with_a_wrong_row_is_named_and_kept(driver: Driver) -> None:
    """One wrong row would keep all others from the caller, with pydantic's error."""
    content = b'{"data": {"items": [{"number": 1}, {"number": "x"}]}}'
    client = answering(driver, content)
    listing = driver.call(pages(client, "cursor").list_all)
    with pytest.raises(driver.errors.Error, match=r"page 1 .*data\.items\.1\.number"):
        _ = listing.results
    assert listing.to_pandas()["number"].tolist() == [1, "x"]
    assert listing.to_polars()["number"].to_list() == ["1", "x"]
    assert listing.to_arrow()["number"].to_pylist() == ["1", "x"]


def test_a_cursor_that_does_not_move_ends_the_listing(driver: Driver) -> None:
    """A fault of the service would make the client ask for ever."""
    content = b'{"data": {"items": [{"number": 1}]}, "meta": {"next": "same"}}'
    client = answering(driver, content)
    with pytest.raises(driver.errors.DecodeError, match="next page is this page"):
        driver.call(pages(client, "cursor").list_all)


def test_progress_is_reported(
    driver: Driver, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A long listing would be silent."""
    seen: list[tuple[int, int, int | None]] = []
    listing = pages(driver.client(server), "number", size=20)
    driver.call(listing.list_all, progress=lambda *now: seen.append(now))
    assert seen == [(1, 20, 47), (2, 40, 47), (3, 47, 47)]
    driver.call(listing.list_all, progress=True)
    assert "47/47" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("missing", "said"), [(["rich"], "47"), (["rich", "tqdm"], "47 of 47 items")]
)
def test_progress_needs_no_package(
    driver: Driver,
    server: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    missing: list[str],
    said: str,
) -> None:
    """A user without `rich` would get an ImportError."""
    for name in missing:
        for module in [m for m in sys.modules if m.split(".")[0] == name]:
            monkeypatch.delitem(sys.modules, module)
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.setitem(sys.modules, f"{name}.progress", None)
    listing = pages(driver.client(server), "number", size=20)
    driver.call(listing.list_all, progress=True)
    assert said in capsys.readouterr().err


def test_tables(driver: Driver) -> None:
    """A column would be missing, misplaced, or have the name on the wire."""
    rows = [
        {
            "JobID": 1,
            "status": "Done",
            "owner": "a",
            "submitted": "2026-01-01T00:00:00Z",
        },
        {"JobID": 2, "status": "New", "owner": "b", "tags": ["x"], "extra": 1.5},
    ]
    contents = [
        json.dumps(rows),
        json.dumps([{"JobID": 3, "status": "x", "owner": "c"}]),
    ]
    answers = [httpx.Response(200, content=c) for c in contents]
    answers[0].headers["link"] = '</api/pages/header?cursor=2>; rel="next"'
    client = driver.mocked(lambda _: answers.pop(0))
    pagination = driver.core("pagination")
    operations = importlib.import_module(f"{driver.package.__name__}.operations")
    plan = pagination.NextLink(operations.PAGES, lambda: driver.models.Job)
    listing = driver.call(client.things._pages(plan, {"style": "header"}).list_all)
    columns = ["job_id", "status", "owner", "tags", "submitted", "extra"]
    frame = listing.to_pandas()
    assert sorted(frame.columns) == sorted(columns)
    assert list(frame.columns[:3]) == columns[:3]
    assert frame["job_id"].tolist() == [1, 2, 3]
    assert str(frame["submitted"][0]) == "2026-01-01 00:00:00+00:00"
    table = listing.to_arrow()
    assert table.num_rows == 3
    assert table["extra"].to_pylist() == [None, 1.5, None]
    assert listing.to_polars()["owner"].to_list() == ["a", "b", "c"]
    assert [job.job_id for job in listing.results] == [1, 2, 3]


def jobs_of(driver: Driver, rows: list[dict[str, object]]) -> Any:
    """A listing of one page."""
    content = json.dumps(rows).encode()
    client = answering(driver, content)
    pagination = driver.core("pagination")
    operations = importlib.import_module(f"{driver.package.__name__}.operations")
    plan = pagination.NextLink(operations.PAGES, lambda: driver.models.Job)
    return driver.call(client.things._pages(plan, {"style": "header"}).list_all)


def values(table: Any, name: str) -> list[Any]:
    """The values of a column of any kind of table; None where there is none."""
    column = table[name]
    if hasattr(column, "to_pylist"):
        return list(column.to_pylist())
    found = column.tolist() if hasattr(column, "tolist") else column.to_list()
    return [None if isinstance(v, float) or str(v) == "NaT" else v for v in found]


TABLES = pytest.mark.parametrize("table", ["to_pandas", "to_polars", "to_arrow"])


@TABLES
def test_a_table_without_rows_has_the_columns_of_the_model(
    driver: Driver, table: str
) -> None:
    """Code that looks at a column would fail on the day that there is nothing."""
    made = getattr(jobs_of(driver, []), table)()
    names = made.column_names if table == "to_arrow" else list(made.columns)
    assert names == ["job_id", "status", "owner", "tags", "parent", "submitted"]
    assert len(made) == 0


@TABLES
def test_a_table_whose_package_is_missing_says_so(
    driver: Driver, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user would not know that it is a package, or that nothing else is wrong."""
    package = {"to_arrow": "pyarrow"}.get(table, table.removeprefix("to_"))
    monkeypatch.setitem(sys.modules, package, None)
    listing = jobs_of(driver, [])
    with pytest.raises(ImportError, match=f"pip install {package}"):
        getattr(listing, table)()


@TABLES
@pytest.mark.parametrize(
    ("sent", "hours"),
    [
        (["2026-01-01T00:00:00Z", "2026-01-01T01:00:00.000001Z", None], [0, 1, None]),
        (["2026-01-01T00:00:00", "2026-01-01T01:00:00.5"], [0, 1]),
        (["2026-01-01T02:00:00+02:00", "2026-01-01T01:00:00"], [0, 1]),
        ([None, None], [None, None]),
    ],
)
def test_times_are_times_however_the_service_writes_them(
    driver: Driver, table: str, sent: list[str | None], hours: list[int | None]
) -> None:
    """A naive time, or a column without any, would end in the package's own error."""
    made = getattr(jobs_of(driver, [{"submitted": one} for one in sent]), table)()
    found = values(made, "submitted")
    assert [None if t is None else t.hour for t in found] == hours
    assert {t.utcoffset().total_seconds() for t in found if t is not None} <= {0}


@TABLES
@pytest.mark.parametrize("sent", [["yesterday", "2026-01-01T00:00:00Z"], [1.5, 2.5]])
def test_times_that_are_none_stay_as_they_came(
    driver: Driver, table: str, sent: list[object]
) -> None:
    """One wrong value would keep the whole table from the caller."""
    made = getattr(jobs_of(driver, [{"submitted": one} for one in sent]), table)()
    column = made["submitted"]
    found = column.to_pylist() if table == "to_arrow" else list(column)
    assert found == sent


@TABLES
def test_a_column_of_several_types_is_a_column(driver: Driver, table: str) -> None:
    """A union in the description would be an error of pyarrow."""
    sent: list[object] = [1, "x", None]
    made = getattr(jobs_of(driver, [{"owner": one} for one in sent]), table)()
    assert [str(v) for v in values(made, "owner")] == ["1", "x", "None"]


def outline(count: int, **headers: str) -> Outline:
    return Outline(count, {}, httpx.Response(200, headers=headers))


def test_a_total_of_nothing_is_a_total() -> None:
    """An empty listing would say that nobody knows how many items there are."""
    way: PageNumber[Any] = PageNumber(None, lambda: int, total=("total",))  # type: ignore[arg-type]
    assert way.total(Outline(0, {"total": 0}, httpx.Response(200))) == 0


def test_page_numbers_without_a_total_go_on_until_a_page_is_short() -> None:
    """A listing would end early, or ask for one page more for ever."""
    plan: PageNumber[Any] = PageNumber(None, lambda: int, size="size")  # type: ignore[arg-type]
    place = plan.following(outline(10), Place(), {"size": 10})
    assert place is not None
    assert place.arguments == {"page": 2}
    assert plan.following(outline(9), place, {"size": 10}) is None
    assert plan.following(outline(9), place, {}) is not None
    assert plan.following(outline(0), place, {}) is None

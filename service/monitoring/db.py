"""The monitoring database."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    func,
    insert,
    select,
    true,
    update,
)

from ..plumbing import SqlDatabase
from . import models as m
from . import tables as t
from .filters import Filters, HistogramFilters, LumisectionFilters, matching


class MonitoringDatabase(SqlDatabase):
    """Datasets and what is known of them."""

    name = "monitoring"
    metadata = t.metadata

    async def workspaces(self) -> list[m.Workspace]:
        """Return the workspaces that have data."""
        rows = await self.conn.execute(
            select(t.datasets.c.workspace, func.count().label("datasets_counted"))
            .group_by(t.datasets.c.workspace)
            .order_by(t.datasets.c.workspace)
        )
        return [m.Workspace(name=name, dataset_count=count) for name, count in rows]

    async def has_workspace(self, workspace: str) -> bool:
        """Return whether a workspace has data."""
        found = await self.conn.scalar(
            select(t.datasets.c.dataset_id)
            .where(t.datasets.c.workspace == workspace)
            .limit(1)
        )
        return found is not None

    def query(self, table: Table, workspace: str, filters: Filters) -> Select[Any]:
        """Return a query for the rows of a workspace that pass the filters."""
        return select(table).where(
            in_workspace(table, workspace), *filters.clauses(table)
        )

    async def histogram_query(
        self, table: Table, workspace: str, filters: HistogramFilters
    ) -> Select[Any]:
        """Return a query for histograms, with the names of what they show.

        Raises:
            HTTPException: 400 when `me__regex` is no regular expression.
        """
        query = (
            select(table, t.elements.c.me)
            .join(t.elements, t.elements.c.me_id == table.c.me_id)
            .where(in_workspace(table, workspace), *filters.clauses(table))
        )
        if filters.me is not None:
            query = query.where(t.elements.c.me == filters.me)
        if filters.me__regex is not None:
            names = await self.element_names()
            found = matching(filters.me__regex, names)
            query = query.where(table.c.me_id.in_(found))
        if filters.certified is not None or filters.certified__isnull is not None:
            judged = LumisectionFilters(
                certified=filters.certified, certified__isnull=filters.certified__isnull
            )
            query = query.join(
                t.lumisections,
                and_(
                    t.lumisections.c.dataset_id == table.c.dataset_id,
                    t.lumisections.c.run_number == table.c.run_number,
                    t.lumisections.c.ls_number == table.c.ls_number,
                ),
            ).where(*judged.clauses(t.lumisections))
        return query

    async def element_names(self) -> dict[int, str]:
        """Return the names of the monitoring elements: some hundreds."""
        rows = await self.conn.execute(select(t.elements.c.me_id, t.elements.c.me))
        return {row.me_id: row.me for row in rows}

    async def one(
        self, table: Table, workspace: str, *conditions: ColumnElement[bool]
    ) -> dict[str, Any] | None:
        """Return a row of a workspace, None when there is no such one."""
        rows = await self.conn.execute(
            select(table).where(in_workspace(table, workspace), *conditions)
        )
        row = rows.mappings().first()
        return dict(row) if row is not None else None

    async def one_histogram(
        self, table: Table, workspace: str, hist_id: int
    ) -> dict[str, Any] | None:
        """Return a histogram with the name of what it shows."""
        query = await self.histogram_query(table, workspace, HistogramFilters())
        rows = await self.conn.execute(query.where(table.c.hist_id == hist_id))
        row = rows.mappings().first()
        return dict(row) if row is not None else None

    async def certification(
        self, workspace: str, dataset_id: int | None
    ) -> m.Certification:
        """Return the good lumisections by run, as stretches."""
        filters = LumisectionFilters(certified=True, dataset_id=dataset_id)
        table = t.lumisections
        rows = await self.conn.execute(
            select(table.c.run_number, table.c.ls_number)
            .where(in_workspace(table, workspace), *filters.clauses(table))
            .distinct()
            .order_by(table.c.run_number, table.c.ls_number)
        )
        good: m.Certification = {}
        for run, ls in rows:
            stretches = good.setdefault(str(run), [])
            if stretches and stretches[-1][1] == ls - 1:
                stretches[-1][1] = ls
            else:
                stretches.append([ls, ls])
        return good

    async def certify(
        self, workspace: str, dataset_id: int, good: m.Certification
    ) -> int:
        """Judge every lumisection of the runs in `good`; return how many."""
        table = t.lumisections
        judged = 0
        for run, stretches in sorted(good.items(), key=lambda item: int(item[0])):
            of_run = (
                in_workspace(table, workspace),
                table.c.dataset_id == dataset_id,
                table.c.run_number == int(run),
            )
            done = await self.conn.execute(
                update(table).where(*of_run).values(certified=False)
            )
            judged += done.rowcount
            for first, last in stretches:
                await self.conn.execute(
                    update(table)
                    .where(*of_run, table.c.ls_number.between(first, last))
                    .values(certified=True)
                )
        return judged

    async def add(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows to a table."""
        if rows:
            await self.conn.execute(insert(table), rows)

    async def count(self, tables: Collection[Table]) -> int:
        """Return how many rows these tables have together."""
        counts = [
            await self.conn.scalar(select(func.count()).select_from(table))
            for table in tables
        ]
        return sum(count or 0 for count in counts)


def in_workspace(table: Table, workspace: str) -> ColumnElement[bool]:
    """Return the clause that keeps a query within a workspace."""
    if "dataset_id" not in table.c:
        return true()
    of_workspace = select(t.datasets.c.dataset_id).where(
        t.datasets.c.workspace == workspace
    )
    return table.c.dataset_id.in_(of_workspace)

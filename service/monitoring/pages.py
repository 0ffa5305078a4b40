"""Cursor pages: a place in a sorted table, so that deep pages cost no more."""

import base64
import json
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from fastapi import HTTPException, Request, status
from pydantic import BaseModel
from sqlalchemy import ColumnElement, RowMapping, Select

from ..plumbing import SqlDatabase
from .filters import PagedFilters
from .models import Page

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True)
class Cursor:
    """A place between two rows, and the direction to read in."""

    key: int
    backwards: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor in a parameter.

        Raises:
            HTTPException: 400 for what is no cursor.
        """
        try:
            key, backwards = json.loads(base64.urlsafe_b64decode(text.encode()))
            if type(key) is int and abs(key) < 2**63 and type(backwards) is bool:
                return cls(key, backwards)
        except (ValueError, TypeError):
            pass
        raise HTTPException(
            status.HTTP_400_BAD_REQUEST, detail="cursor: not one that we gave"
        )

    def __str__(self) -> str:
        text = json.dumps([self.key, self.backwards])
        return base64.urlsafe_b64encode(text.encode()).decode()


class Paging:
    """Which page a request asks for.

    Args:
        request: The request, for the links to other pages.
        asked: Its parameters.
    """

    def __init__(self, request: Request, asked: PagedFilters) -> None:
        self._url = request.url
        self._cursor = Cursor.parse(asked.cursor) if asked.cursor else None
        self._page_size = asked.page_size

    async def page(
        self,
        db: SqlDatabase,
        query: Select[Any],
        key: ColumnElement[int],
        model: type[ModelT],
    ) -> Page[ModelT]:
        """Return the page of a query's rows.

        Args:
            db: Where to ask.
            query: The query, not sorted yet.
            key: Column that is different in each row, to sort by.
            model: What a row becomes.
        """
        backwards = self._cursor is not None and self._cursor.backwards
        if self._cursor is not None:
            beyond = key < self._cursor.key if backwards else key > self._cursor.key
            query = query.where(beyond)
        query = query.order_by(key.desc() if backwards else key)
        # One more than asked for tells whether there is a page after this one.
        found = await db.conn.execute(query.limit(self._page_size + 1))
        rows = list(found.mappings())
        more = len(rows) > self._page_size
        rows = rows[: self._page_size]
        if backwards:
            rows.reverse()
        results = [model.model_validate(dict(row)) for row in rows]
        keys = [_key(row, key) for row in rows]
        return Page(
            next=self._address(keys, backwards=False) if more or backwards else None,
            previous=(
                self._address(keys, backwards=True)
                if (more if backwards else self._cursor is not None)
                else None
            ),
            results=results,
        )

    def _address(self, keys: list[int], *, backwards: bool) -> str | None:
        if not keys:
            return None
        cursor = Cursor(keys[0] if backwards else keys[-1], backwards)
        return str(self._url.include_query_params(cursor=str(cursor)))


def _key(row: RowMapping, key: ColumnElement[int]) -> int:
    value: int = row[key]
    return value

"""An app with most kinds of annotations, dumped under many releases of FastAPI.

Runs in an environment with FastAPI and nothing of this project:

    python -P gate_app.py OUT
"""

import datetime
import decimal
import enum
import json
import pathlib
import sys
import uuid
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    TypeVar,
)

from fastapi import (
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    Path,
    Query,
    Response,
    UploadFile,
)
from fastapi.security import (
    APIKeyHeader,
    HTTPBasic,
    HTTPBearer,
    OAuth2PasswordBearer,
    OAuth2PasswordRequestForm,
)
from pydantic import BaseModel, Field

T = TypeVar("T")
app = FastAPI(title="Sample", version="1")


class Colour(enum.StrEnum):
    """A colour."""

    red = "red"
    green = "green"


class One(enum.Enum):
    """An enumeration of one member."""

    only = "only"


class Number(enum.IntEnum):
    """An enumeration of numbers."""

    one = 1
    two = 2


class Cat(BaseModel):
    """A cat."""

    kind: Literal["cat"]
    lives: int = Field(9, ge=0, lt=10)


class Dog(BaseModel):
    """A dog."""

    kind: Literal["dog"] = "dog"
    name: str | None = None


class Tree(BaseModel):
    """A tree."""

    value: int
    children: list["Tree"] = []


class Item(BaseModel):
    """An item with most kinds of fields."""

    id: uuid.UUID
    name: str = Field(..., min_length=1, max_length=40, description="Its name")
    price: decimal.Decimal
    exact: decimal.Decimal = Field(
        decimal.Decimal("1.5"), max_digits=8, decimal_places=2
    )
    ratio: float = Field(0.5, gt=0, le=1)
    tags: set[str] = set()
    colour: Colour = Colour.red
    only: One = One.only
    number: Number | None = None
    when: datetime.datetime
    day: datetime.date | None = None
    time: datetime.time | None = None
    length: datetime.timedelta | None = None
    pair: tuple[int, str] = (1, "a")
    many: tuple[int, ...] = ()
    pet: Cat | Dog = Field(..., discriminator="kind")
    either: int | str | None = None
    numbers: dict[str, int] = {}
    anything: Any = None
    data: bytes | None = None
    literal: Literal["a", "b", 3] = "a"
    const: Literal["x"] = "x"
    multiple: int = Field(10, multiple_of=5)
    path: pathlib.Path = pathlib.Path("a")


class Page(BaseModel, Generic[T]):
    """A page of anything."""

    items: list[T]
    total: int


Item.model_rebuild() if hasattr(Item, "model_rebuild") else Item.update_forward_refs()
Tree.model_rebuild() if hasattr(Tree, "model_rebuild") else Tree.update_forward_refs()
oauth = OAuth2PasswordBearer(tokenUrl="token", scopes={"read": "Read"})
basic, bearer, key = HTTPBasic(), HTTPBearer(), APIKeyHeader(name="X-Key")


@app.get("/items", tags=["items"])
def list_items(
    page: Annotated[int, Query(ge=1)] = 1,
    q: str | None = None,
    pattern: Annotated[str | None, Query(max_length=3)] = None,
    colours: Annotated[list[Colour], Query()] = [],  # noqa: B006
    since: datetime.datetime | None = None,
    x_token: Annotated[str | None, Header()] = None,
    session: Annotated[str | None, Cookie()] = None,
    amount: decimal.Decimal | None = None,
) -> Page[Item]:
    """List items."""
    raise NotImplementedError


@app.get("/items/{item_id}", tags=["items"])
def get_item(item_id: Annotated[int, Path(gt=0)]) -> Item:
    """Get one."""
    raise NotImplementedError


@app.post("/items", tags=["items"], status_code=201, responses={409: {"model": Dog}})
def add_item(item: Item, token: Annotated[str, Depends(oauth)]) -> Item | None:
    """Add one."""
    raise NotImplementedError


@app.put("/pets", tags=["pets"])
def put_pet(
    pet: Annotated[Cat | Dog, Body(discriminator="kind")],
    note: Annotated[str | None, Body()] = None,
) -> Cat | Dog:
    """Replace a pet."""
    raise NotImplementedError


@app.post("/tree", tags=["pets"])
def tree(tree: Tree) -> dict[str, Tree]:
    """Send a tree."""
    raise NotImplementedError


@app.post("/upload", tags=["files"])
def upload(
    one: UploadFile,
    many: list[UploadFile],
    raw: Annotated[bytes, File()],
    maybe: UploadFile | None = None,
    note: Annotated[str | None, Form()] = None,
) -> dict[str, int]:
    """Upload files."""
    raise NotImplementedError


@app.post("/token", tags=["auth"])
def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    """Log in."""
    raise NotImplementedError


@app.get("/basic", tags=["auth"], dependencies=[Depends(basic)])
def with_basic() -> list[tuple[int, str]]:
    """Need a password."""
    raise NotImplementedError


@app.get("/bearer", tags=["auth"], dependencies=[Depends(bearer), Depends(key)])
def with_bearer() -> Literal["yes", "no"]:
    """Need a token and a key."""
    raise NotImplementedError


@app.get("/file", tags=["files"], response_class=Response)
def file() -> Any:
    """Get bytes."""
    raise NotImplementedError


@app.delete("/items/{item_id}", tags=["items"], status_code=204)
def delete_item(item_id: int) -> None:
    """Remove one."""


if __name__ == "__main__":
    pathlib.Path(sys.argv[1]).write_text(
        json.dumps(app.openapi(), indent=1), encoding="utf-8"
    )

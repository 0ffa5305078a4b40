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
    Dict,
    Generic,
    List,
    Literal,
    Optional,
    Set,
    Tuple,
    TypeVar,
    Union,
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


class Colour(str, enum.Enum):
    red = "red"
    green = "green"


class One(enum.Enum):
    only = "only"


class Number(enum.IntEnum):
    one = 1
    two = 2


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(9, ge=0, lt=10)


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    name: Optional[str] = None


class Tree(BaseModel):
    value: int
    children: List["Tree"] = []


class Item(BaseModel):
    id: uuid.UUID
    name: str = Field(..., min_length=1, max_length=40, description="Its name")
    price: decimal.Decimal
    exact: decimal.Decimal = Field(decimal.Decimal("1.5"), max_digits=8, decimal_places=2)
    ratio: float = Field(0.5, gt=0, le=1)
    tags: Set[str] = set()
    colour: Colour = Colour.red
    only: One = One.only
    number: Optional[Number] = None
    when: datetime.datetime
    day: Optional[datetime.date] = None
    time: Optional[datetime.time] = None
    length: Optional[datetime.timedelta] = None
    pair: Tuple[int, str] = (1, "a")
    many: Tuple[int, ...] = ()
    pet: Union[Cat, Dog] = Field(..., discriminator="kind")
    either: Union[int, str, None] = None
    numbers: Dict[str, int] = {}
    anything: Any = None
    data: Optional[bytes] = None
    literal: Literal["a", "b", 3] = "a"
    const: Literal["x"] = "x"
    multiple: int = Field(10, multiple_of=5)
    path: pathlib.Path = pathlib.Path("a")


class Page(BaseModel, Generic[T]):
    items: List[T]
    total: int


Item.model_rebuild() if hasattr(Item, "model_rebuild") else Item.update_forward_refs()
Tree.model_rebuild() if hasattr(Tree, "model_rebuild") else Tree.update_forward_refs()
oauth = OAuth2PasswordBearer(tokenUrl="token", scopes={"read": "Read"})
basic, bearer, key = HTTPBasic(), HTTPBearer(), APIKeyHeader(name="X-Key")


@app.get("/items", tags=["items"])
def list_items(
    page: Annotated[int, Query(ge=1)] = 1,
    q: Optional[str] = None,
    pattern: Annotated[Optional[str], Query(max_length=3)] = None,
    colours: Annotated[List[Colour], Query()] = [],  # noqa: B006
    since: Optional[datetime.datetime] = None,
    x_token: Annotated[Optional[str], Header()] = None,
    session: Annotated[Optional[str], Cookie()] = None,
    amount: Optional[decimal.Decimal] = None,
) -> Page[Item]:
    """List items."""
    raise NotImplementedError


@app.get("/items/{item_id}", tags=["items"])
def get_item(item_id: Annotated[int, Path(gt=0)]) -> Item:
    """Get one."""
    raise NotImplementedError


@app.post("/items", tags=["items"], status_code=201, responses={409: {"model": Dog}})
def add_item(item: Item, token: Annotated[str, Depends(oauth)]) -> Optional[Item]:
    """Add one."""
    raise NotImplementedError


@app.put("/pets", tags=["pets"])
def put_pet(
    pet: Annotated[Union[Cat, Dog], Body(discriminator="kind")],
    note: Annotated[Optional[str], Body()] = None,
) -> Union[Cat, Dog]:
    """Replace a pet."""
    raise NotImplementedError


@app.post("/tree", tags=["pets"])
def tree(tree: Tree) -> Dict[str, Tree]:
    """Send a tree."""
    raise NotImplementedError


@app.post("/upload", tags=["files"])
def upload(
    one: UploadFile,
    many: List[UploadFile],
    raw: Annotated[bytes, File()],
    maybe: Optional[UploadFile] = None,
    note: Annotated[Optional[str], Form()] = None,
) -> Dict[str, int]:
    """Upload files."""
    raise NotImplementedError


@app.post("/token", tags=["auth"])
def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Dict[str, str]:
    """Log in."""
    raise NotImplementedError


@app.get("/basic", tags=["auth"], dependencies=[Depends(basic)])
def with_basic() -> List[Tuple[int, str]]:
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

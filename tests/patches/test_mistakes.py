"""Each mistake with patches is told in one line, with its place."""

from __future__ import annotations

from .project import ITEM, ITEMS, Project, document

AIO = "patches/aio/items.py"
SYNC = "patches/sync/items.py"


def patched(project: Project) -> Project:
    """Patch a group in both flavours and a model, generate, and accept."""
    project.both("items", ITEMS)
    project.write({"models/shared.py": ITEM})
    project.generate()
    project.accept()
    assert project.check() == []
    return project


def only(found: list[str]) -> str:
    """Return the one message."""
    assert len(found) == 1, found
    return found[0]


# --- twins -------------------------------------------------------------------------------


def by_hand(project: Project) -> Project:
    """Patch as above, with a twin that is not mirrored."""
    patched(project)
    path = project.folder / SYNC
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[2:]))
    assert project.check() == []
    return project


def test_a_missing_twin_file_is_told(project: Project) -> None:
    """Otherwise one flavour is patched and the other is not."""
    patched(project)
    (project.folder / SYNC).unlink()
    said = only(project.check())
    assert said.startswith(
        "ISO301 patches/aio/items.py: its twin patches/sync/items.py"
    )


def test_a_missing_member_is_told(project: Project) -> None:
    """Otherwise a method exists in one flavour only."""
    by_hand(project)
    text = (project.folder / SYNC).read_text()
    (project.folder / SYNC).write_text(text[: text.index("    def first")])
    said = only(project.check())
    assert said.startswith("ISO301 patches/aio/items.py:16: Items.first has no twin in")


def test_a_member_of_sync_alone_is_told(project: Project) -> None:
    """Otherwise only half of the flavours are looked at."""
    by_hand(project)
    with (project.folder / SYNC).open("a") as file:
        file.write("\n    def last(self) -> None:\n        pass\n")
    said = only(project.check())
    assert said.startswith("ISO301 patches/sync/items.py:") and "Items.last" in said


def test_another_default_is_told(project: Project) -> None:
    """Otherwise the flavours do different things with the same call."""
    by_hand(project)
    project.edit("sync/items.py", "limit: int = 3", "limit: int = 4")
    said = only(project.check())
    assert said.startswith(
        "ISO301 patches/aio/items.py:16: Items.first has for limit the default 3 here,"
        " and 4 in patches/sync/items.py:16"
    )


def test_another_annotation_is_told(project: Project) -> None:
    """Otherwise the flavours take different things."""
    by_hand(project)
    project.edit("sync/items.py", "limit: int = 3", "limit: float = 3")
    assert "Items.first takes limit as int here, and float in" in only(project.check())


def test_another_result_is_told(project: Project) -> None:
    """Otherwise the flavours return different types (it has happened)."""
    by_hand(project)
    project.edit("sync/items.py", "-> models.Item | None", "-> models.Item")
    assert "Items.first returns models.Item | None here" in only(project.check())


def test_another_kind_of_parameter_is_told(project: Project) -> None:
    """Otherwise a call by position works in one flavour only."""
    by_hand(project)
    project.edit("sync/items.py", "self, limit: int = 3", "self, *, limit: int = 3")
    assert "takes parameter limit here, and keyword limit in" in only(project.check())


def test_one_more_parameter_is_told(project: Project) -> None:
    """Otherwise a flavour can do what the other cannot."""
    by_hand(project)
    project.edit("sync/items.py", "limit: int = 3)", "limit: int = 3, page: int = 1)")
    said = only(project.check())
    assert said.startswith("ISO301 patches/sync/items.py:16: Items.first takes page")


def test_another_docstring_is_told(project: Project) -> None:
    """Otherwise the documentation of the flavours drifts."""
    by_hand(project)
    project.edit("sync/items.py", "Return the first one", "Return any")
    assert "Items.first says in its docstring" in only(project.check())


def test_a_coroutine_in_sync_is_told(project: Project) -> None:
    """Otherwise the blocking client would return what nobody can use."""
    by_hand(project)
    project.edit("sync/items.py", "def first", "async def first")
    assert "Items.first is `async` in the sync flavour" in only(project.check())


def test_other_removed_operations_are_told(project: Project) -> None:
    """Otherwise an operation is gone in one flavour only."""
    by_hand(project)
    project.edit(
        "sync/items.py",
        "\n\nclass Items",
        "\nfrom shop._core.patching import removes\n\n\n@removes('get')\nclass Items",
    )
    found = project.check()
    assert any("Items removes nothing here, and get in" in said for said in found)


ONE_SIDED = '''
        @one_sided({reason})
        async def watch(self) -> None:
            """Watch."""
'''


def one_sided(project: Project, reason: str) -> list[str]:
    """Add a member to aio alone and return what is said."""
    by_hand(project)
    project.edit(
        "aio/items.py",
        "\n\nclass Items",
        "\nfrom shop._core.patching import one_sided\n\n\nclass Items",
    )
    with (project.folder / AIO).open("a") as file:
        file.write(ONE_SIDED.format(reason=reason).replace("\n    ", "\n"))
    return project.check()


def test_one_sided_needs_a_reason(project: Project) -> None:
    """Otherwise the mark would be a way around the twins."""
    said = only(one_sided(project, "''"))
    assert said.startswith("ISO305 patches/aio/items.py:") and "watch" in said


def test_one_sided_with_a_reason_is_left_alone(project: Project) -> None:
    """Otherwise what only one flavour can have could not be written at all."""
    assert one_sided(project, "'the sync loop has no tasks'") == []


# --- mirrored files ----------------------------------------------------------------------


def test_a_mirrored_file_that_was_edited_is_told(project: Project) -> None:
    """Otherwise the next mirror would destroy the edit without a word."""
    patched(project)
    project.edit("sync/items.py", "limit or 5, 5", "limit or 5, 6")
    said = only(project.check())
    assert said.startswith("ISO306 patches/sync/items.py:16: this is not what")


def test_an_aio_file_that_was_not_mirrored_again_is_told(project: Project) -> None:
    """Otherwise the twin stays behind."""
    patched(project)
    project.edit("aio/items.py", "limit or 5, 5", "limit or 5, 6")
    assert only(project.check()).startswith("ISO306 patches/sync/items.py:16:")


# --- blocking ----------------------------------------------------------------------------


def blocking(project: Project, imports: str, line: str) -> list[str]:
    """Put a line into a coroutine and return what is said about blocking."""
    by_hand(project)
    project.edit("aio/items.py", "from shop import", f"{imports}\nfrom shop import")
    project.edit(
        "aio/items.py",
        "        found = await",
        f"        {line}\n        found = await",
    )
    return [said for said in project.check() if said.startswith("ISO302")]


def test_a_sleep_in_aio_is_told(project: Project) -> None:
    """Otherwise the whole loop sleeps."""
    said = only(blocking(project, "import time", "time.sleep(1)"))
    assert said.startswith(
        "ISO302 patches/aio/items.py:19: first calls time.sleep (blocking) inside async"
        " code. Use await asyncio.sleep(...)"
    )


def test_a_renamed_import_does_not_hide_it(project: Project) -> None:
    """Otherwise an alias is a way around."""
    said = only(blocking(project, "from time import sleep as nap", "nap(1)"))
    assert "calls time.sleep" in said


def test_blocking_http_in_aio_is_told(project: Project) -> None:
    """Otherwise a request blocks the loop for as long as the service takes."""
    assert "httpx.get" in only(blocking(project, "import httpx", 'httpx.get("x")'))


def test_the_sync_client_in_aio_is_told(project: Project) -> None:
    """Otherwise our own blocking client is the way around."""
    said = only(blocking(project, "from shop import sync", 'sync.Client("http://x")'))
    assert "shop.sync.Client" in said


def test_a_file_lock_in_aio_is_told(project: Project) -> None:
    """Otherwise another process can stop the loop."""
    lines = blocking(project, "import fcntl", "fcntl.flock(0, fcntl.LOCK_EX)")
    assert "fcntl.flock" in only(lines)


def test_blocking_behind_a_function_is_told(project: Project) -> None:
    """Otherwise a function in between is a way around."""
    project.write(
        {
            "_shared/waiting.py": "import time\n\n\ndef wait() -> None:\n    time.sleep(1)\n"
        }
    )
    said = only(blocking(project, "from patches._shared.waiting import wait", "wait()"))
    assert "calls wait, which blocks in patches/_shared/waiting.py:5," in said


def test_a_blocking_constructor_of_aio_is_told(project: Project) -> None:
    """Otherwise making a client blocks the loop (it has happened)."""
    by_hand(project)
    with (project.folder / AIO).open("a") as file:
        file.write("\n    def __init__(self) -> None:\n        open('x')\n")
    assert any("__init__ calls open (blocking)" in said for said in project.check())


CLIENT = '''
    """The client."""

    from __future__ import annotations

    from shop.aio._generated_client import Client as GeneratedClient

    from .._shared.discovery import endpoint


    class Client(GeneratedClient):
        """A client that knows where tokens are."""

        def __init__(self, base_url: str) -> None:
            super().__init__(base_url)
            self.endpoint = endpoint(base_url)
'''
DISCOVERY = '''
    import httpx


    def endpoint(url: str) -> str:
        """Ask the service."""
        return str(httpx.get(url).json()["token_endpoint"])
'''


def test_asking_the_service_in_the_constructor_is_told(project: Project) -> None:
    """Otherwise each asyncio client blocks the loop for a request (DiracX's does)."""
    project.write({"_shared/discovery.py": DISCOVERY})
    project.both("client", CLIENT)
    project.generate()
    project.accept()
    said = only(project.check())
    assert said.startswith("ISO302 patches/aio/client.py:15")
    assert "endpoint, which blocks in patches/_shared/discovery.py:6" in said


def test_a_class_of_the_same_name_from_elsewhere_is_told(project: Project) -> None:
    """Otherwise the flavours return two types under one name (DiracX's do)."""
    by_hand(project)
    project.edit(
        "sync/items.py", "from shop import models", "from patches import models"
    )
    assert any(
        said.startswith("ISO301") and "first returns" in said
        for said in project.check()
    )


def test_what_is_handed_to_a_thread_may_block(project: Project) -> None:
    """Otherwise there would be no way to read a file."""
    line = "await asyncio.to_thread(time.sleep, 0)"
    assert blocking(project, "import asyncio, time", line) == []


def test_a_line_that_gives_its_reason_may_block(project: Project) -> None:
    """Otherwise a false alarm could not be answered."""
    line = "time.sleep(0)  # blocks: not at all, with 0"
    assert blocking(project, "import time", line) == []


# --- targets -----------------------------------------------------------------------------


def test_an_override_of_a_removed_operation_is_told(project: Project) -> None:
    """Otherwise the patch stays as a method that fails at run time."""
    patched(project)
    changed = document()
    changed["paths"]["/items"]["get"]["operationId"] = "search_all"
    project.document(changed)
    project.generate()
    said = only(project.check())
    assert said.startswith(
        "ISO303 patches/aio/items.py:12: this is for items.search, and the API has no"
        " such operation any more; closest is search_all"
    )


def test_a_changed_original_is_told(project: Project) -> None:
    """Otherwise a new argument of the service never reaches the patched method."""
    patched(project)
    changed = document()
    changed["paths"]["/items"]["get"]["parameters"][0]["schema"]["type"] = "string"
    project.document(changed)
    project.generate()
    said = only(project.check())
    assert said.startswith("ISO304 patches/aio/items.py:12: items.search has changed")
    assert "limit was int | None = None, and is str | None = None" in said
    project.accept()
    assert project.check() == []


def test_a_new_argument_of_an_original_is_told(project: Project) -> None:
    """Otherwise nobody notices what the patch does not pass on."""
    patched(project)
    changed = document()
    page = {"name": "page", "in": "query", "schema": {"type": "integer"}}
    changed["paths"]["/items"]["get"]["parameters"].append(page)
    project.document(changed)
    project.generate()
    assert "page is new: int | None = None" in only(project.check())


def test_a_changed_field_of_a_patched_model_is_told(project: Project) -> None:
    """Otherwise a property computes with another type than it was written for."""
    patched(project)
    changed = document()
    changed["components"]["schemas"]["Item"]["properties"]["name"]["type"] = "integer"
    project.document(changed)
    project.generate()
    said = only(project.check())
    assert said.startswith("ISO304 patches/models/shared.py:14: models.Item.name has")
    assert "it was str, and is int" in said


def test_an_original_that_nobody_looked_at_is_told(project: Project) -> None:
    """Otherwise a patch written by hand is never compared with anything."""
    project.both("items", ITEMS)
    project.generate()
    said = only(project.check())
    assert said.startswith("ISO311 patches/aio/items.py:12:")
    assert said.endswith("Run `isospin patch accept items.search`.")


def test_a_removed_group_is_told(project: Project) -> None:
    """Otherwise the patch is left out of the client in silence."""
    patched(project)
    changed = document()
    for path in ("/items", "/items/{item_id}"):
        for operation in changed["paths"][path].values():
            operation["tags"] = ["item"]
    project.document(changed)
    before = project.snapshot("shop")
    found = project.refused()
    assert any(
        said.startswith(
            "ISO303 patches/aio/items.py: there is no group items in the document;"
            " closest is item"
        )
        for said in found
    )
    assert project.snapshot("shop") == before


def test_a_removed_model_is_told(project: Project) -> None:
    """Otherwise the patch of a model is left out in silence."""
    patched(project)
    changed = document()
    changed["components"]["schemas"]["Items"] = changed["components"]["schemas"].pop(
        "Item"
    )
    text = str(changed).replace("schemas/Item'", "schemas/Items'")
    project.document(eval(text))
    found = project.refused()
    assert any("there is no model Item in the document; closest is" in f for f in found)


def test_removing_an_unknown_operation_is_told(project: Project) -> None:
    """Otherwise a misspelt name removes nothing."""
    text = ITEMS.replace("class Items", '@removes("cancle")\n    class Items').replace(
        "from shop import models",
        "from shop import models\n    from shop._core.patching import removes",
    )
    project.both("items", text)
    said = project.refused()[0]
    assert "it removes items.cancle" in said and "closest is cancel" in said


def test_a_group_that_is_there_already_is_told(project: Project) -> None:
    """Otherwise an added group would take the place of a generated one."""
    text = ITEMS.replace("_generated_items import Items", "_transport import Group")
    text = text.replace("as GeneratedItems", "").replace("(GeneratedItems)", "(Group)")
    project.both("items", text.replace("Group as", "Group"))
    found = project.refused()
    assert found[0].startswith("ISO308 patches/") and "adds the group items" in found[0]


def test_a_model_that_is_there_already_is_told(project: Project) -> None:
    """Otherwise an added model would hide a generated one."""
    text = ITEM.replace("class Item", "@adds\n    class Item").replace(
        "import Model", "import Model\n    from shop._core.patching import adds"
    )
    project.write({"models/shared.py": text})
    said = only(project.refused())
    assert said.startswith("ISO308 patches/models/shared.py:") and "@replaces" in said


def test_a_patch_without_its_base_is_told(project: Project) -> None:
    """Otherwise the class would have lost every operation."""
    project.both("items", ITEMS.replace("(GeneratedItems)", ""))
    assert "no class of this patch derives from shop.sync._generated" in "".join(
        project.refused()
    )


def test_a_patch_that_imports_itself_is_told(project: Project) -> None:
    """Otherwise the import ends in a circle, with a traceback of Python's."""
    project.both("items", ITEMS.replace("_generated_items", "items"))
    found = "".join(project.refused())
    assert "ISO309 patches/aio/items.py:6: this imports shop.aio.items" in found
    assert "Import the original from shop.aio._generated_items" in found


def test_a_model_patch_that_imports_models_is_told(project: Project) -> None:
    """Otherwise whether it works would depend on what is imported first."""
    text = ITEM.replace(
        "from shop._core", "from shop.models.shared import Color\n    from shop._core"
    )
    project.write({"models/shared.py": text})
    assert only(project.refused()).startswith("ISO309 patches/models/shared.py:7:")


def test_a_model_patch_without_a_model_base_is_told(project: Project) -> None:
    """Otherwise pydantic passes over its validators and fields in silence."""
    project.write({"models/shared.py": ITEM.replace("(Model)", "")})
    said = only(project.refused())
    assert said.startswith("ISO310 patches/models/shared.py:10: Item does not derive")


def test_a_field_that_the_generated_one_hides_is_told(project: Project) -> None:
    """Otherwise a patch that changes the type of a field does nothing at all."""
    text = ITEM.replace('    note: str = ""', '    price: str = ""')
    project.write({"models/shared.py": text})
    project.generate()
    project.accept()
    said = only(project.check())
    assert said.startswith("ISO310 patches/models/shared.py:16: Item.price is a")


def test_a_patch_that_is_no_python_is_told(project: Project) -> None:
    """Otherwise there would be a traceback, or the patch left out."""
    project.write({"aio/items.py": "class Items(:\n"})
    assert only(project.refused()).startswith("ISO300 patches/aio/items.py:1:")


def test_patches_that_cannot_be_imported_are_told(project: Project) -> None:
    """Otherwise the generated import could not be written."""
    bad = Project(project.folder, "my-patches")
    bad.write({"aio/items.py": ITEMS})
    assert only(bad.refused()).startswith("ISO312 my-patches:")

"""Every code that a message can carry: what it means, and what to do about it.

`isospin explain CODE` prints these, and `docs/errors.md` is made of them:

    python -m codegen.codes > docs/errors.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of message.

    Attributes:
        title: A few words, for lists.
        meaning: Why it happens and what to do, in one paragraph of Markdown.
    """

    title: str
    meaning: str


CODES: Final[Mapping[str, Code]] = {
    # --- the app
    "ISO001": Code(
        "The app cannot be imported",
        "The module that the import string names was imported in an interpreter of its"
        " own, and raised an exception. The place is the last line of your code that"
        " took part. A missing package has to be installed in the environment of that"
        " interpreter (`python_executable`), a missing variable set in `env`.",
    ),
    "ISO002": Code(
        "This is not a FastAPI app",
        "The import string leads to something else. A function or class that can be"
        " called without arguments is called, and may return the app, also as a"
        " coroutine; middlewares that keep the app as `app` are looked through.",
    ),
    "ISO003": Code(
        "The module has no such attribute",
        "The part after the colon is not in the module; the message names the FastAPI"
        " objects that are. Or the app mounts no FastAPI app at the path after the `@`."
        " An app that only mounts others has no operations of its own: name one of"
        " them, `pkg.module:app@/api/v1`. Its paths are below that server path.",
    ),
    "ISO004": Code(
        "Importing the app opens a network connection",
        "The import failed or did not end, and a connection was the last thing that it"
        " tried. Open connections when the app starts (`lifespan`), or give an address"
        " in `env` that needs none, such as `sqlite://`.",
    ),
    "ISO005": Code(
        "Importing the app takes too long",
        "The import did not end within `timeout` seconds. A server that is started on"
        " import never ends: guard it by `if __name__ == '__main__'`.",
    ),
    "ISO006": Code(
        "The interpreter cannot be used",
        "`python_executable` does not exist, cannot be started, or is no Python. Name"
        " the Python of the environment in which the app is installed.",
    ),
    "ISO007": Code(
        "The factory fails",
        "The function that should make the app raised an exception. The place is the"
        " last line of your code that took part.",
    ),
    "ISO008": Code(
        "FastAPI cannot describe the app",
        "The app was imported, but making its OpenAPI document raised an exception; its"
        " own `/openapi.json` fails too. Often a model holds a type that has no JSON"
        " Schema.",
    ),
    "ISO009": Code(
        "Importing the app ends the interpreter",
        "The process was gone before it could answer: it called `os._exit`, or crashed"
        " in an extension module.",
    ),
    # --- the document as a text
    "ISO010": Code(
        "The input cannot be read",
        "There is no such file, or it may not be read. An app is named by an import"
        " string, `pkg.module:app`, not by the path of a Python file.",
    ),
    "ISO011": Code(
        "The URL cannot be read",
        "The server cannot be reached, or does not answer with success. The URL of the"
        " input is the only thing that isospin asks the network for.",
    ),
    "ISO012": Code(
        "This is not JSON",
        "The text breaks the grammar of RFC 8259 at this line and column.",
    ),
    "ISO013": Code(
        "This is not YAML that JSON could hold",
        "The text breaks the grammar of YAML at this line and column, or uses what an"
        " OpenAPI document cannot hold: keys that are no strings, tags of its own,"
        " several documents in one file. Scalars follow the core schema of YAML 1.2:"
        " `on`, `no` and dates are strings.",
    ),
    "ISO014": Code(
        "A key stands twice",
        "Both spellings of the document forbid it, and readers differ in which of the"
        " two they keep.",
    ),
    "ISO015": Code(
        "This is not a finite number",
        "`NaN`, infinities, and numbers too large for a double, or longer than 4,300"
        " digits, are not JSON.",
    ),
    "ISO016": Code(
        "The document is too large",
        "It has more than 256 MB, nests deeper than 500 levels, or stands for more than"
        " 20 million values through YAML's aliases.",
    ),
    "ISO017": Code(
        "This is not an OpenAPI document",
        "The top level has to be an object with the key `openapi`.",
    ),
    "ISO018": Code(
        "This version is not supported",
        "OpenAPI 3.0, 3.1 and 3.2 are read. A Swagger 2.0 document has to be converted"
        " first.",
    ),
    "ISO019": Code(
        "This is not text",
        "The bytes are not UTF-8, nor UTF-16 or UTF-32 as RFC 4627 tells them apart.",
    ),
    "ISO020": Code(
        "A reference leads out of the folder",
        "A document may refer to files below its own folder, links resolved, and to no"
        " others. A document from a URL, an app or standard input has no folder.",
    ),
    "ISO021": Code(
        "A reference leads to the network",
        "References are never fetched. Save the other document beside this one.",
    ),
    "ISO022": Code(
        "A reference points to nothing",
        "There is no such file, or nothing at this place in it.",
    ),
    "ISO023": Code(
        "A reference leads back to itself",
        "Following the chain of `$ref` never ends. A schema that refers to itself"
        " inside of `properties` or `items` is fine; this one *is* itself.",
    ),
    "ISO024": Code(
        "This form of reference is not supported",
        "A `$ref` names its target by a JSON pointer: `#/components/schemas/Job`."
        " Anchors and `$id` are not followed.",
    ),
    # --- the configuration
    "ISO030": Code(
        "The configuration cannot be read",
        "`isospin.toml` or `pyproject.toml` is not TOML, not UTF-8, or not readable.",
    ),
    "ISO031": Code(
        "There is no such setting",
        "The key is not one of `[tool.isospin]`. The message names the closest one.",
    ),
    "ISO032": Code(
        "A setting has a wrong value",
        "The value has another type than the key needs, or is not one of its choices.",
    ),
    "ISO033": Code(
        "Nothing says what to read",
        "One of `app`, `factory` and `input` has to be set, or named on the command"
        " line: `isospin generate my.module:app`.",
    ),
    "ISO034": Code(
        "Settings contradict each other",
        "Only one of `app`, `factory` and `input` can be what is read, and `--job` can"
        " only name a table of `[tool.isospin.jobs]`.",
    ),
    # --- what the document says
    "ISO104": Code(
        "Two operations want the same name",
        "The second one gets a longer name, the same in every run. `rename` decides"
        " otherwise.",
    ),
    "ISO105": Code(
        "Two schemas want the same class name",
        "Their names are equal once they are written as Python does. The second one"
        " gets another name, the same in every run. `rename` decides otherwise.",
    ),
    "ISO106": Code(
        "Two properties want the same field name",
        "Their names are equal once they are written as Python does. The second one"
        " gets another name, the same in every run. `rename` decides otherwise.",
    ),
    "ISO107": Code(
        "Two parameters want the same argument name",
        "They differ in their location only, or are equal once they are written as"
        " Python does. The second one gets another name, the same in every run."
        " `rename` decides otherwise.",
    ),
    "ISO110": Code(
        "The document breaks the OpenAPI Specification here",
        "A value has another type than the specification asks for, or something that it"
        " requires is missing.",
    ),
    "ISO111": Code(
        "Path and path parameters do not agree",
        "Every `{name}` of a path needs a parameter with `in: path`, and the other way"
        " round.",
    ),
    "ISO112": Code(
        "Two operations have the same operationId",
        "The specification wants it to be unique in the document.",
    ),
    "ISO113": Code(
        "A schema is a part of itself",
        "Following `allOf` leads back to the schema, so that it never ends.",
    ),
    "ISO114": Code(
        "A combination of unions is too large",
        "An `allOf` of several unions means every combination of their alternatives."
        " Past a limit the value is typed as any value.",
    ),
    "ISO115": Code(
        "A schema that no value satisfies",
        "The parts of an `allOf` exclude each other. The value is typed as any value.",
    ),
    "ISO116": Code(
        "An enumeration of other than strings and numbers",
        "Lists and objects cannot be members of an enumeration in Python. The value is"
        " typed as any value.",
    ),
    "ISO117": Code(
        "A header that is no argument",
        "`Accept`, `Content-Type` and `Authorization` follow from the declared media"
        " types and security; the specification tells readers to ignore parameters of"
        " these names.",
    ),
    "ISO118": Code(
        "A parameter has arrays or objects inside each other",
        "OpenAPI says how an array or an object of plain values travels in a parameter,"
        " and nothing of deeper ones. What is inside is sent as JSON text, as Swagger UI"
        " does; a service that reads something else needs a patch.",
    ),
    "ISO119": Code(
        "Arrays and maps around each other, very deep",
        "Python reads no annotation with more than 200 brackets in each other. What lies"
        " inside of 50 is typed as any value. An object with properties is a class of its"
        " own, in which counting begins anew.",
    ),
    "ISO120": Code(
        "This is not supported",
        "isospin would have to guess what is meant, and does not. Nothing is left out in"
        " silence: add the operation to `skip`, and the others are generated.",
    ),
    # --- the output
    "ISO201": Code(
        "A generated file was edited by hand",
        "Its content is not what the last run wrote, and would be lost. Move the change"
        " to a patch; `--force` overwrites the file.",
    ),
    "ISO202": Code(
        "This path may not be written",
        "A fault of isospin: names of files are made of ASCII letters, digits, `_`, `-`"
        " and `.`, below the output folder.",
    ),
    "ISO203": Code(
        "The output folder cannot be written",
        "The disk is full, or the folder or the one around it may not be written. A new"
        " tree is written beside the old one first, so the old one is still whole.",
    ),
    "ISO204": Code(
        "Another run is writing",
        "Runs that write into the same folder wait for each other, for 30 seconds.",
    ),
    "ISO205": Code(
        "A file of somebody else is in the way",
        "The output folder has a file under a name that is to be written, and no run of"
        " isospin wrote it. `--force` overwrites files, but never folders or links.",
    ),
    "ISO206": Code(
        "The list of generated files is broken",
        "`.isospin.json` in the output folder is not as isospin wrote it, perhaps after"
        " a merge. Restore it, or delete it and run with `--force`.",
    ),
    "ISO207": Code(
        "A link is in the way",
        "A path that is to be written is, or leads through, a symbolic link. What is"
        " behind it is not isospin's to write.",
    ),
    "ISO208": Code(
        "The generated files are not up to date",
        "`--check` compared the folder with what would be written now. Run the same"
        " command without `--check`.",
    ),
    # --- patches
    "ISO300": Code(
        "A patch cannot be read",
        "The file is no Python 3.11, or not UTF-8. Patches are read as text and never"
        " imported, but they have to be Python.",
    ),
    "ISO301": Code(
        "The flavours of a patch differ",
        "Whatever `patches/aio` has, `patches/sync` has too: the same classes and"
        " members, with the same parameters, kinds, defaults, annotations and"
        " docstrings, up to the words of a flavour (`await`, `AsyncIterator`, `aio`)."
        " `isospin patch mirror` writes the twin; `@one_sided(reason)` of"
        " `_core.patching` marks what only one flavour can have.",
    ),
    "ISO302": Code(
        "Something blocks in the aio flavour",
        "While this call waits, nothing else runs in the event loop. Use the awaitable"
        " way, or `await asyncio.to_thread(...)`.",
    ),
    "ISO303": Code(
        "A patch has no target",
        "What it is laid over is not in the document, any more or at all: it was"
        " renamed, removed, or left out by the configuration.",
    ),
    "ISO304": Code(
        "The original of a patch has changed",
        "The signature of the generated method, or the type of the field, is not what"
        " it was when the patch was written. Look whether the patch still means what it"
        " should, then run `isospin patch accept`.",
    ),
    "ISO305": Code(
        "A mark lacks its reason",
        "`@one_sided` takes a text that says why the other flavour cannot have it.",
    ),
    "ISO306": Code(
        "A mirrored file is not up to date",
        "Its first line says that it is made from the file of the other flavour, and it"
        " is not what would be made: that file has changed, or this one was edited by"
        " hand. `isospin patch mirror` writes it anew; without its first line it is a"
        " file like any other.",
    ),
    "ISO307": Code(
        "This cannot be mirrored",
        "There is no blocking way to say it, such as a task, a group of tasks or a"
        " timeout. Write the twin by hand, move it to `_shared`, or mark it with"
        " `@one_sided(reason)`.",
    ),
    "ISO308": Code(
        "A patch adds what is there already",
        "The document, or every client, has something of that name.",
    ),
    "ISO309": Code(
        "A patch imports itself",
        "The generated module imports the patch to export it in its own place. The"
        " original is in a module beside, which begins with `_generated_`; models are"
        " reached through `from generated import models`, which loads them later.",
    ),
    "ISO310": Code(
        "A patch is laid over nothing",
        "A patch of a group or client derives from the generated class and has its"
        " name; a patch of a model becomes its base and derives from"
        " `_core.model.Model`; an added exception derives from one of `_core.errors`.",
    ),
    "ISO311": Code(
        "Nobody has said which original a patch is for",
        "`patches/originals.json` keeps the signature of whatever patches override, so"
        " that a change of it is noticed. `isospin patch new` writes it, and"
        " `isospin patch accept` for a patch that was written by hand.",
    ),
    "ISO312": Code(
        "The patches cannot be imported",
        "The generated package imports them by their place below `output` or below the"
        " folder of the configuration.",
    ),
    "ISO313": Code(
        "There is nothing to write a patch for",
        "`isospin patch new` takes `group.operation`, `group`, `client`, or"
        " `models.Name`, as they are called in Python, and writes what is not there"
        " yet.",
    ),
    "ISO314": Code(
        "The mirror needs libcst",
        "`isospin patch mirror`, and the check of files that it has written, need"
        " libcst: `pip install 'isospin[patches]'`.",
    ),
    # --- the gate
    "ISO402": Code(
        "There is nothing to compare with",
        "The gate compares with the snapshot as it is where a change left the main"
        " branch, so it needs git and its history. `isospin diff BASE` names a file, a"
        " URL or a revision instead.",
    ),
    "ISO403": Code(
        "The acknowledgements cannot be read",
        "`.isospin/acks.toml` holds `[[ack]]` entries, each with a `rule` and a `reason`,"
        " and a `fingerprint` or an `operation`. `isospin ack` writes them.",
    ),
    "ISO404": Code(
        "This is no report of the gate",
        "`isospin diff --from` reads what `isospin diff --format json` of the same version"
        " has written.",
    ),
    "ISO405": Code(
        "No finding has this id",
        "`isospin ack` accepts breaking findings by their fingerprint, their rule, or a"
        " pattern of rules, as `isospin diff` lists them.",
    ),
    # --- parity
    "ISO500": Code(
        "Something is missing to draw calls",
        "`isospin parity` draws arguments and answers by hypothesis, which a generated"
        " client does not need: `pip install 'isospin[parity]'`.",
    ),
    "ISO501": Code(
        "The client to compare is not found",
        "`isospin parity` takes the import name of a package that isospin made, with"
        " both flavours in it. It looks where Python looks, and in the present folder.",
    ),
    # --- extensions
    "ISO601": Code(
        "What is extended is not found",
        "`extends` names a package that isospin has made, by its import name or by its"
        " folder. It looks below `output`, beside the configuration, and where Python"
        " looks.",
    ),
    "ISO602": Code(
        "The base was made by another release of isospin",
        "An extension uses the runtime of its base, `_core`, and is rendered for one"
        " that is the same. Generate both with the same release.",
    ),
    "ISO603": Code(
        "Not what callers of the base expect",
        "With the extension installed, whoever imports the base gets this. An operation"
        " has another signature, or a model is no subclass of the base's, so that code"
        " written for the base may fail. It is rendered all the same; `rename` gives it"
        " a name of its own.",
    ),
    "ISO604": Code(
        "The extension does not have this any more",
        "The base has an operation, a group or a model that the document of the"
        " extension lacks. An operation or group raises `AttributeError` when it is"
        " asked for; a model stays in the base.",
    ),
    "ISO605": Code(
        "A patch of the base has this name",
        "The document of the extension has an operation whose name a patch of the base"
        " has given to another one. Rename it, or the patch.",
    ),
    "ISO606": Code(
        "The base will not find its extension",
        "The base looks for an entry point of the group `isospin.extensions`, if it was"
        " generated with `extensible = true`. Without, the extension is a client of its"
        " own, to be imported by its name.",
    ),
    "ISO607": Code(
        "Nothing of that name to explain",
        "`isospin explain` takes a code, or `Client`, a group, `group.operation`,"
        " `models.Name` of the client of the settings (or of `--package`), which it"
        " imports where it is installed.",
    ),
    # --- faults
    "ISO900": Code(
        "A fault of isospin",
        "Something happened that should not. Run again with `--debug` and report what"
        " it prints, with the document if you can.",
    ),
}

_CHAPTERS: Final = (
    ("ISO00", "The app"),
    ("ISO01 ISO02", "The document as a text"),
    ("ISO03", "The configuration"),
    ("ISO1", "What the document says"),
    ("ISO2", "The output"),
    ("ISO3", "Patches"),
    ("ISO4", "The schema-diff gate"),
    ("ISO5", "Parity"),
    ("ISO6", "Extensions"),
    ("ISO9", "Faults"),
)


_HEAD: Final = """\
# Codes

Every message of `isospin` has a code, a place, what was found there, and one thing to
do. `isospin explain ISO001` prints an entry of this page.

Exit codes: 0 done, 1 the files are not up to date, 2 usage, configuration or output
folder, 3 app or document, 4 the generated code fails its own checks, 5 a fault of
isospin.

This page is made by `python -m codegen.codes > docs/errors.md`."""


def markdown() -> str:
    """Return the page `docs/errors.md`."""
    lines = [_HEAD]
    for prefixes, chapter in _CHAPTERS:
        codes = [code for code in CODES if code.startswith(tuple(prefixes.split()))]
        if codes:
            lines += ["", f"## {chapter}"]
        for code in codes:
            lines += ["", f"### {code}: {CODES[code].title}", "", CODES[code].meaning]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(markdown(), end="")

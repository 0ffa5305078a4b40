"""The schema-diff gate: what a change of an API breaks, on the wire and for callers.

Schemas:
    shape          one schema as a union of branches, each of one JSON type
    spellings      what FastAPI and pydantic write differently and mean alike
    keywords       keywords of JSON Schema, read leniently
    reader         a schema without its combinators -> branches
    conjunction    the values that satisfy two branches, or either one
    normalise      schemas of a document -> shapes
    accepts        whether a shape takes a value
    disjoint       whether two branches have no value in common
    languages      whether a pattern fits into another
    question       questions (does X fit into Y?) and answers
    scalars        whether numbers, strings, ... fit into others
    containers     whether arrays and objects do, but for their parts
    branches       whether a schema fits into another, branch by branch
    relate         the judge, who remembers answers; the relation of two schemas
    sameness       what is written alike, so that nobody has to ask

The wire:
    pruned         a document without what no client sees
    dialects       OpenAPI 3.0 beside later versions
    routes         operations of a document, read leniently
    schemas        what a change of a schema means, sent or received
    parameters, contents, messages, hooks, auth, xml    parts of operations
    wire           operations against operations

Callers:
    patched        what patches do to names
    subject        a document, and how its client is made
    surface        the symbols of the generated client
    pytypes        annotations as types
    callers, callers_methods, callers_models    symbols against symbols

Reports:
    rules          every finding that there is: id, severity, remedy
    finding        one finding, and the hash by which it is acknowledged
    collector      takes findings, each once
    compare        two subjects -> a report
    acks           acknowledgements
    result         a report with acknowledgements, as data
    formats/       text, JSON, Markdown, annotations, SARIF, JUnit
    release        the next version and its changelog

Runs:
    config         the settings
    snapshot       `openapi.lock.json`, which a client carries
    keeping        the snapshot without a client; whether one is stale
    installed      the snapshot and the names of an installed client
    git, sources   what is compared: files, URLs, revisions, apps, packages
    gate           one run
    library        the gate as a function
    ci, workflows/ what runs it on a forge
    cli            the commands

Both documents go through the same code; nothing here depends on the order of anything
in them.
"""

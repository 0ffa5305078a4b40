"""The schema-diff gate: what a change of an API breaks, on the wire and for callers.

    shape        one schema as a union of branches, each of one JSON type
    spellings    what FastAPI and pydantic write differently and mean alike
    normalise    schemas of a document -> shapes
    accepts      whether a shape takes a value
    scalars      whether numbers, strings, ... fit into others
    relate       whether a schema fits into another, and where they part
    rules        every finding that there is: id, severity, remedy
    finding      one finding, and the hash by which it is acknowledged
    routes       operations of a document, read leniently
    wire         operations against operations
    surface      the symbols of the generated client
    callers      symbols against symbols
    compare      two documents -> a report
    report       a report -> text, JSON, Markdown, annotations, SARIF, JUnit
    sources      what is compared: files, URLs, revisions, apps
    acks         acknowledgements
    release      the next version and its changelog
    cli          the commands

Both documents go through the same code; nothing here depends on the order of anything
in them.
"""

"""Whether requests are what the document asks for: a second opinion, and a third.

That both flavours send the same is not enough, for what they share may be wrong. Here
requests are read as the service reads them, from the document as it is written: neither
`codegen.read` nor what generated clients carry is used. `document` finds the endpoint,
`styles` and `content` decode, `same` compares with what a caller gave, and `application`
lets FastAPI itself receive the request.

What no document says, but every client does, is known here a second time (`known`):
which error a status is, what is sent again, which of several bodies a value is. And
`mutants` counts which drifts of both flavours the two of them notice.
"""

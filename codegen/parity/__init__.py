"""Whether both clients of a package do the same.

`surface` reads the sources of both flavours and pairs what they offer. `drive` calls
every operation of both with drawn arguments, answers both alike, and compares what was
sent, waited for and returned. `mutants` measures how much of what could go wrong these
two notice. None of it knows the document: a client is tested as its callers see it.
"""

"""What both clients share: requests, replies, errors, decisions. No I/O is done here.

These modules are ordinary Python that is tested as such and copied into every client
unchanged. What they know about waiting, they say: a decision that spans several
requests is a generator that yields what to do next (see `call`), and each client has
one short loop that does it.
"""

"""A client that is laid over another one: only what is new or different.

layers        the packages below, found as files
known         what they have, patches included
pieces        rendered modules, cut into pieces
models        which models are different
modules       their text
groups        which operations are different, and their text
package       what is around them: clients, root, errors
extend        all of it, from a client that was rendered whole
origins       which class comes from where, for `isospin explain`
"""

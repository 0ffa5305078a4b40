"""Models of the IR -> the text of `models/`.

    shape        what is asked about a field, and what the answer must be
    generator    the one call into datamodel-code-generator, in a process of its own
    worker       the processes
    fields       properties -> fields
    classes      models -> classes, enumerations, aliases
    modules      classes -> modules

datamodel-code-generator makes the classes of pydantic out of a clean document. What it
cannot know (types of `_core`, names on the wire, docstrings, layout) is added here, and
what it gives back is compared with what the IR says, so that a release that does
something else is noticed and not rendered.
"""

from codegen.models.modules import RenderedModels, render_models
from codegen.models.worker import Worker

__all__ = ["RenderedModels", "Worker", "render_models"]

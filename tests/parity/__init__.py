"""Both flavours are in step, and the proof of it is measured."""

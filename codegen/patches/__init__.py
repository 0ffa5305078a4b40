"""Hand-written code that is laid over the generated one, and survives regeneration.

source        the files, read and never imported
targets       what each class is laid over; what has no target any more
overlay       what the generator does differently because of them
twins         both flavours say the same
blocking      nothing blocks in the aio flavour
originals     what was overridden is still what it was
mirror        the sync twin, written from the aio one
scaffold      the skeleton of a new patch
cli           `isospin patch`
"""

"""A client of DiracX, with what its own client has by hand, as patches of isospin."""

"""A small client, written by hand around the runtime and rendered for both flavours."""

"""`python -m codegen`: the same as `isospin`."""

from codegen.cli import main

main()

"""What an extension has goes through the same proof as every client."""

from __future__ import annotations

import os
import subprocess
import sys

from .shops import Shop


def test_both_flavours_of_a_chain_do_the_same(shops: dict[str, Shop]) -> None:
    """Operations of each package, and patches that lie over each other's."""
    path = os.pathsep.join(str(shop.home) for shop in shops.values())
    done = subprocess.run(
        [sys.executable, "-m", "codegen", "parity", "hugeshop", "--examples", "1"],
        cwd=shops["hugeshop"].home,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert "calls: 8 operations" in told
    assert "0 differences" in told

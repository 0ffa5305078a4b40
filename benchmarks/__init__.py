"""What isospin costs, in ratios against named baselines, measured in one run."""

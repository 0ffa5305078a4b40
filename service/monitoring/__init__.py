"""Monitoring data: datasets, files, runs, lumisections and histograms."""

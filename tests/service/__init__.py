"""Tests of the reference service, through HTTP."""

"""Matching: who serves what, and why. A pure function of a file."""

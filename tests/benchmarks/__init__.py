"""What is measured, beside the alternatives, in one run: `python -m tests.benchmarks --help`."""

"""Gaps: where which society is missing, what one more would be worth, and what more of something would do."""

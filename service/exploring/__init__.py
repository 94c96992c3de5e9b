"""The graph as a page draws it: one thing, what was opened from there, the way between two things, and downloads."""

"""Fairness between communities: the city's policy, who gets which share of a week, and what floors would cost."""

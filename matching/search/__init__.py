"""The search for large weeks: ruin and recreate, on candidates in the order of their priced value."""

"""What sponsors and the public see, and what sponsors do: de-identified needs, what a gift unlocks, pledges."""

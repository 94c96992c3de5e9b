"""The addresses, one file for each kind of thing. A handler translates; what it shows is made elsewhere."""

"""How people reach it: command line, HTTP, pages."""

"""Worlds that fill a store."""

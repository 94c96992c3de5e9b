"""The knowledge graph: what is known. Imports none of ours."""

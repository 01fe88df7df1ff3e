"""Nested sampling, by dynesty and by nautilus."""

"""Deflections, and functions they are made of: loops over points."""

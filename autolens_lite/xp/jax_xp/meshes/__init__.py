"""Meshes of source pixels: triangulations, and the weights by which points read vertices."""

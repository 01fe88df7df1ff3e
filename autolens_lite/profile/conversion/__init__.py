"""Profiles in the names and parameters of other codes, one file a code. Use the functions of `convert`."""

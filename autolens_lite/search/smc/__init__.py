"""Tempered sequential Monte Carlo."""

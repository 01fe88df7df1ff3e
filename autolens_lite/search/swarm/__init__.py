"""Swarms of particles, by pyswarms."""

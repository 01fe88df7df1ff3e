"""Markov chains: ensembles of walkers, and the No-U-Turn sampler."""

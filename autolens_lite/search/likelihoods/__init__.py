"""Who computes the likelihoods of a search: this process, worker processes or a pool of the user; and what fails."""

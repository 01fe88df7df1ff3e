"""Linear algebra of the inversion: factorisations, solves, log determinants, penalties."""

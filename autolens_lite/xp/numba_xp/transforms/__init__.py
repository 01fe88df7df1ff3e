"""From the sky to the data: Fourier sums and convolutions."""

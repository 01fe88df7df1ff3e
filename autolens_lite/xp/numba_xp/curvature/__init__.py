"""The mapping matrix T, the operator W, and the curvature matrix F = T^T W T."""

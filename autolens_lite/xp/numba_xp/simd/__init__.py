"""Loops on the registers of SIMD: loads and sums of several numbers at once, written in the compiler's words."""

"""What scripts of PyAutoLens import first, so that jax is set up before it is imported: nothing is left to do here.

The backend of jax sets double precision itself, when it is first used. Flags of XLA and of the device are left to you:
set them in the environment before `import autolens_lite`.
"""

"""Scripts in the vocabulary of PyAutoLens, which run here and there with the same answers.

Each file of `scripts/` begins with the lines

    import autolens_lite as al
    import autolens_lite.plot as aplt

    af = al

and has a function `numbers()` that returns a dictionary of numbers or lists of numbers. `test_carry_over.py` runs them
here, and compares with `numbers.json`, which holds what PyAutoLens answers to the same lines with its own imports in
place of these. `scripts/benchmarks/compare_scripts.py --peer-python PATH --write` made that file; without `--write` it
compares the two codes afresh.

`names.txt` lists the names that users' scripts have been seen to use and that were once missing here, one a line, each
with what it belongs to: `here`, or a part of the field that is still to come (`points`: point sources, clusters, tables
of galaxies, line-of-sight halos; `populations`: many lenses at once, databases, grids of searches, subhalos).
`object.name` is an attribute of such an object, `Class(name=)` an argument, `import:module.name` a name that is
imported from the inside of a package and stands in `al` here. `test_names.py` asks for each.
"""

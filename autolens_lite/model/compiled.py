"""Models whose instances are arguments of functions that jax compiles, by PyAutoFit's names."""

from __future__ import annotations

from autolens_lite import check
from autolens_lite.model.tree import Tree, class_of, trees_of
from autolens_lite.xp import pytrees


def enable_pytrees() -> None:
    """Do nothing: the library's objects are arguments and results of functions of jax as they are."""


def register_model(model: Tree) -> None:
    """Tell jax of your own classes in a model, so that instances of it are arguments and results of its functions.

    Those that derive from the library's need not be told. The arguments of a class's constructor must be attributes.

    Raises
    ------
    ModelError
        If `model` is not one.
    """
    check.model(model)
    for tree in trees_of(model):
        cls = class_of(tree)
        if cls is not None:
            pytrees.tell(cls)

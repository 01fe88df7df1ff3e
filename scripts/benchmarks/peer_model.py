"""Models in plain form, built with the classes of whichever code is handed in: ours, or the peer's.

Both codes spell these classes and arguments alike, so that both are asked for the same model. Imported by the peer's
worker, so nothing of ours is imported here.
"""

from collections.abc import Iterable, Sequence
from typing import Any

SHARED = ("centre", "ell_comps")


def _class_of(library: Any, name: str) -> type:
    found = library
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _basis(library: Any, models: Any, spec: dict[str, Any]) -> Any:
    """Gaussians of fixed widths with one centre and one ellipticity."""
    cls = _class_of(library, spec["cls"])
    profiles = models.Collection([models.Model(cls) for _ in spec["sigma"]])
    for profile, sigma in zip(profiles, spec["sigma"], strict=True):
        for name in SHARED:
            setattr(profile, name, getattr(profiles[0], name))
        profile.sigma = sigma
    return models.Model(library.lp_basis.Basis, profile_list=profiles)


def _pixelization(library: Any, spec: dict[str, Any]) -> Any:
    mesh, regularization = dict(spec["mesh"]), dict(spec["regularization"])
    return library.Pixelization(
        mesh=_class_of(library.mesh, mesh.pop("cls"))(**mesh),
        regularization=_class_of(library.reg, regularization.pop("cls"))(**regularization),
    )


def _component(library: Any, models: Any, spec: dict[str, Any]) -> Any:
    if "mesh" in spec:
        return _pixelization(library, spec)
    if "sigma" in spec:
        return _basis(library, models, spec)
    return models.Model(_class_of(library, spec["cls"]))


def model_of(library: Any, models: Any, galaxies: dict[str, dict[str, Any]]) -> Any:
    """The model of galaxies in plain form; `models` holds `Model` and `Collection`."""
    built = {}
    for name, spec in galaxies.items():
        parts = {key: _component(library, models, part) for key, part in spec.items() if key != "redshift"}
        built[name] = models.Model(library.Galaxy, redshift=spec["redshift"], **parts)
    return models.Collection(galaxies=models.Collection(**built))


def role_of(path: Sequence[str]) -> str:
    """The name of a parameter that does not depend on how a code writes its path: galaxy.component.parameter."""
    parts = [str(part) for part in path if str(part) != "galaxies"]
    return ".".join((parts[0], parts[1], parts[-1]))


def truth_of(galaxies: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Every free parameter's true value, by role."""
    truth: dict[str, float] = {}
    for galaxy, spec in galaxies.items():
        for component, part in spec.items():
            if component == "redshift" or "mesh" in part:
                continue
            for name, value in part.items():
                if name in ("cls", "sigma"):
                    continue
                if isinstance(value, Iterable):
                    truth |= {f"{galaxy}.{component}.{name}_{i}": float(each) for i, each in enumerate(value)}
                else:
                    truth[f"{galaxy}.{component}.{name}"] = float(value)
    return truth

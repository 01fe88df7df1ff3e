"""Copies the reference values of some mass profiles out of the reference set of all profiles.

    python make_profiles_mass.py <folder with profiles.json and profiles.npz> <name of the npz> [<profile> ...]

The values are those of PyAutoLens 2026.7.29.1 (NumPy path, double precision). `profiles_mass_total.npz` was made with
the profiles of TOTAL.
"""

import json
import sys
from pathlib import Path

import numpy as np

TOTAL = (
    *("IsothermalCore", "IsothermalCoreSph", "PowerLawCore", "PowerLawCoreSph", "PowerLawBroken", "PowerLawBrokenSph"),
    *("PowerLawIntermediate", "PowerLawMultipole", "PIEMass", "dPIEMass", "dPIEMassSph", "dPIEMassB0", "dPIEMassB0Sph"),
    *("dPIEPotential", "dPIEPotentialSph", "ExternalPotential", "MassSheet", "SMBH", "SMBHBinary"),
)


def main(folder: Path, target: str, profiles: tuple[str, ...]) -> None:
    parameters = json.loads((folder / "profiles.json").read_text())
    names = [f"mp.{profile}.{row}" for profile in profiles for row in (0, 1)]
    with np.load(folder / "profiles.npz") as stored:
        arrays = {key: stored[key] for key in stored.files if key.rpartition(".")[0] in names}
        arrays["grid"] = stored["grid"]
    arrays["parameters"] = np.array(json.dumps({name: parameters[name] for name in names}))
    np.savez_compressed(Path(__file__).with_name(target), **arrays)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], tuple(sys.argv[3:]) or TOTAL)

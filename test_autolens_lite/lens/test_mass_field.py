import pytest

import autolens_lite as al
from autolens_lite import exc


def test_light_is_refused():
    with pytest.raises(exc.ParameterError, match=r"bulge = Sersic.* has light"):
        al.MassField(redshift=0.5, shear=al.mp.ExternalShear(), bulge=al.lmp.Sersic())


def test_one_field_in_place_of_a_collection(backend):
    field = al.MassField(redshift=0.5, shear=al.mp.ExternalShear(gamma_1=0.1))
    galaxies = al.Collection(source=al.Galaxy(redshift=1.0))
    dataset = al.WeakDataset([[1.0, 0.0], [0.0, 1.0]], [0.1, 0.1], [0.0, 0.0], 0.1, backend=backend)
    one, listed, none = (
        al.AnalysisWeak(dataset).likelihood_from(al.Collection(galaxies=galaxies, **fields))([])
        for fields in ({"fields": field}, {"fields": al.Collection(field=field)}, {})
    )
    assert one == listed and abs(one - none) > 0.1

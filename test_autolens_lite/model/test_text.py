"""What a user reads of a model."""

import pytest

from autolens_lite.lens.galaxy import Galaxy
from autolens_lite.model import Collection, Model, UniformPrior
from autolens_lite.profile.light.sersic import SersicSph
from autolens_lite.profile.mass.external_shear import ExternalShear
from autolens_lite.profile.mass.isothermal import IsothermalSph


class Odd:
    def __init__(self, my_number, other=None):
        self.my_number = my_number
        self.other = other


@pytest.fixture
def model():
    lens = Model(
        Galaxy,
        redshift=0.5,
        bulge=SersicSph(effective_radius=0.8),
        mass=Model(IsothermalSph, centre=(0.0, UniformPrior(-0.1, 0.1))),
    )
    source = Model(Galaxy, redshift=1.0, light=Model(SersicSph, intensity=1.0, sersic_index=1.0))
    source.light.centre_1 = lens.mass.centre_1
    model = Collection(galaxies=Collection(lens=lens, source=source))
    model.add_assertion(model.galaxies.lens.mass.einstein_radius > 0.5 * source.light.effective_radius)
    return model


def test_info_shows_everything(model):
    galaxies = model.galaxies
    assert model.info.splitlines() == [
        "Total free parameters: 4",
        "",
        "galaxies",
        "    lens (Galaxy)",
        "        redshift               0.5",
        f"        bulge                  {galaxies.lens.bulge!r}",
        "        mass (IsothermalSph)",
        "            centre_0           0.0",
        "            centre_1           UniformPrior, lower_limit = -0.1, upper_limit = 0.1",
        "            einstein_radius    UniformPrior, lower_limit = 0, upper_limit = 8",
        "    source (Galaxy)",
        "        redshift               1.0",
        "        light (SersicSph)",
        "            centre_0           GaussianPrior, mean = 0, sigma = 0.1",
        "            centre_1           = galaxies.lens.mass.centre_1",
        "            intensity          1.0",
        "            effective_radius   UniformPrior, lower_limit = 0, upper_limit = 30",
        "            sersic_index       1.0",
        "",
        "Assertions",
        "    galaxies.lens.mass.einstein_radius > (0.5 * galaxies.source.light.effective_radius)",
    ]
    assert "effective_radius=0.8" in model.info


def test_object_without_text_of_its_own_is_shown_by_its_arguments():
    assert "Odd(my_number=1.5, other=Odd(my_number=2, other=None))" in Collection(a=Odd(1.5, Odd(2))).info


def test_repr_is_short_and_names_the_class(model):
    assert repr(model.galaxies.lens.mass).startswith("Model(IsothermalSph, centre=(0.0, UniformPrior")
    assert repr(Collection(a=1.0)) == "Collection(a=1.0)"


def test_labels(model):
    assert model.parameter_labels == [
        r"$x^{\rm lens}$",
        r"$\theta_{\rm E}^{\rm lens}$",
        r"$y^{\rm source}$",
        r"$R_{\rm e}^{\rm source}$",
    ]


def test_labels_tell_components_of_one_galaxy_apart():
    lens = Model(Galaxy, redshift=0.5, mass=IsothermalSph, mass_2=IsothermalSph, shear=ExternalShear)
    labels = Collection(galaxies=Collection(my_lens=lens)).parameter_labels
    assert labels[0] == r"$y^{\rm my\_lens\,mass}$"
    assert labels[3] == r"$y^{\rm my\_lens\,mass\_2}$"
    assert labels[6] == r"$\gamma_1^{\rm my\_lens}$"
    assert len(set(labels)) == len(labels)


def test_labels_without_galaxies_or_notation():
    assert Model(Odd, my_number=UniformPrior()).parameter_labels == [r"$\mathrm{my\_number}$"]
    assert Collection(a=Model(IsothermalSph)).parameter_labels[2] == r"$\theta_{\rm E}^{\rm a}$"


def test_labels_are_readable_by_matplotlib(model):
    from matplotlib.mathtext import MathTextParser

    parser = MathTextParser("path")
    lens = Model(Galaxy, redshift=0.5, mass=IsothermalSph, mass_2=IsothermalSph)
    other = Collection(galaxies=Collection(my_lens=lens), a=Model(Odd, my_number=UniformPrior()))
    for label in [*model.parameter_labels, *other.parameter_labels]:
        assert parser.parse(label).width > 0.0

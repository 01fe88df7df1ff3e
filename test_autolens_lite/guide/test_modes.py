"""Several modes in one posterior: each with its share, the evidence that of all; and what is one mode in two guises."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.guide.modes import relabelled
from autolens_lite.guide.split import split
from test_autolens_lite.guide import twins
from test_autolens_lite.search.cases import same_samples
from test_autolens_lite.search.densities import DENSITIES

TWO = DENSITIES["two modes"]


def search(**settings):
    return al.Posterior(**{"name": "fit", "seed": 1, "progress_bar": False, "n_effective": 400, **settings})


def test_modes_have_the_shares_of_their_evidences():
    """A density of two modes, 10 to 1, in closed form."""
    found = search(n_starts=6).fit(TWO.model, TWO.analysis("jax"))
    info, samples = found.search_info, found.samples
    assert sorted(mode["share"] for mode in info["modes"]) == pytest.approx([1 / 11, 10 / 11], abs=0.02)
    assert found.log_evidence == pytest.approx(TWO.log_evidence, abs=4.0 * found.log_evidence_error)
    assert 0.0 < found.log_evidence_error < 0.1
    assert samples.mean == pytest.approx(TWO.mean, abs=0.3 * TWO.sigma.min())
    assert np.sqrt(np.diag(samples.covariance)) == pytest.approx(TWO.sigma, rel=0.1)
    assert any("2 modes" in doubt for doubt in info["doubts"]) and "2 modes" in found.info


def test_a_lens_with_two_sources_and_a_model_of_one():
    """Either is the source; shares and evidence are those of nested sampling (`twins.SHARES`)."""
    found = search().fit(twins.model(), al.AnalysisImaging(twins.dataset()))
    modes = found.search_info["modes"]
    assert len(modes) == 2
    column = found.samples.parameter_names.index("galaxies.source.bulge.centre_1")
    right = float(found.samples.weight[found.samples.vectors[:, column] > 0.0].sum())
    assert right == pytest.approx(twins.SHARE_OF_THE_RIGHT, abs=0.06)
    assert found.log_evidence == pytest.approx(
        twins.LOG_EVIDENCE, abs=3.0 * np.hypot(twins.ERROR, found.log_evidence_error)
    )


def test_killed_between_modes_it_ends_with_the_same_bits(monkeypatch):
    whole = search(name="whole", n_starts=6).fit(TWO.model, TWO.analysis("jax"))
    import autolens_lite.guide.sampled as sampled

    drawn, calls = sampled.draws_from, []

    def interrupted(*arguments, **settings):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return drawn(*arguments, **settings)

    monkeypatch.setattr(sampled, "draws_from", interrupted)
    with pytest.raises(KeyboardInterrupt):
        search(n_starts=6, iterations_per_full_update=1).fit(TWO.model, TWO.analysis("jax"))
    monkeypatch.setattr(sampled, "draws_from", drawn)
    assert same_samples(search(n_starts=6).fit(TWO.model, TWO.analysis("jax")), whole)


def test_like_profiles_that_change_places_are_no_new_mode():
    model = twins.model()
    model.galaxies.source.clump = al.Model(al.lp.SersicSph, effective_radius=0.08, sersic_index=1.0)
    parts = split(model)
    names = list(model.parameter_names)
    vector = np.arange(1.0, 1.0 + len(names))
    found = relabelled(parts, vector)
    assert len(found) == 1, "their priors differ"
    model.galaxies.source.bulge = al.Model(al.lp.SersicSph, effective_radius=0.08, sersic_index=1.0)
    found = relabelled(split(model), vector)
    assert len(found) == 2 and np.array_equal(found[0], vector)
    names = list(model.parameter_names)
    for name in names:
        other = name.replace("bulge", "?").replace("clump", "bulge").replace("?", "clump")
        assert found[1][names.index(name)] == vector[names.index(other)]


def test_like_sets_of_a_basis_that_change_places_are_no_new_mode():
    """They share their centre; of each set all Gaussians change at once."""
    model = twins.model()
    light = al.model_util.mge_model_from(mask_radius=1.0, total_gaussians=3, gaussian_per_basis=2)
    model.galaxies.lens.light = light
    names = list(model.parameter_names)
    vector = np.arange(1.0, 1.0 + len(names))
    found = relabelled(split(model), vector)
    assert len(found) == 2
    moved = {name for name, one, other in zip(names, *found, strict=True) if one != other}
    assert moved == {name for name in names if "lens.light" in name and "ell_comps" in name}
    light.profile_list[0].sigma = 0.5
    assert len(relabelled(split(model), vector)) == 1, "their Gaussians differ"


def test_profiles_of_two_classes_with_like_parameters_are_not_alike():
    model = twins.model()
    shape = {"effective_radius": 0.08, "intensity": al.UniformPrior(0.0, 1.0)}
    model.galaxies.source.bulge = al.Model(al.lp.ExponentialSph, **shape)
    model.galaxies.source.clump = al.Model(al.lp.DevVaucouleursSph, **shape)
    vector = np.arange(1.0, 1.0 + model.prior_count)
    assert len(relabelled(split(model), vector)) == 1

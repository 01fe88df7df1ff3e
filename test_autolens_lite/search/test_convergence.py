"""R-hat, effective sizes and the energies' fraction, against closed forms and the values of arviz-stats."""

import numpy as np
import pytest

from autolens_lite.search.mcmc import convergence


def autoregression(phi, chains, draws, seed):
    """Of stationary width one; its draws are worth (1 - phi) / (1 + phi) independent ones for a mean."""
    steps = np.random.default_rng(seed).standard_normal((chains, draws))
    for i in range(1, draws):
        steps[:, i] = phi * steps[:, i - 1] + np.sqrt(1.0 - phi**2) * steps[:, i]
    return steps[:, :, None]


@pytest.mark.parametrize("phi", [-0.5, 0.0, 0.6, 0.9])
def test_the_effective_size_of_an_autoregression(phi):
    size = convergence.bulk_size_of(autoregression(phi, 4, 20000, 1))[0]
    assert size == pytest.approx(80000 * (1.0 - phi) / (1.0 + phi), rel=0.1)


@pytest.mark.parametrize(
    ("seed", "phi", "shape", "r_hat", "bulk", "tail"),
    [
        (0, 0.0, (4, 200), 0.9974758264586037, 831.5985794730396, 816.4853697256942),
        (1, 0.8, (2, 301), 1.0493888427568139, 60.21363098471449, 106.72570518271206),
        (2, -0.5, (3, 150), 0.9970456481308911, 1193.9456311989045, 506.5089858664569),
    ],
)
def test_known_values(seed, phi, shape, r_hat, bulk, tail):
    """As arviz-stats 0.8.0 has them, of the exponentials of an autoregression."""
    chains = np.exp(autoregression(phi, *shape, seed))
    assert convergence.r_hat_of(chains)[0] == pytest.approx(r_hat, rel=1e-12)
    assert convergence.bulk_size_of(chains)[0] == pytest.approx(bulk, rel=1e-12)
    assert convergence.tail_size_of(chains)[0] == pytest.approx(tail, rel=1e-12)


def test_chains_that_disagree_are_seen():
    """In place, in width, and one that drifts; several parameters at once."""
    draws = np.random.default_rng(3).standard_normal((4, 500, 4))
    draws[0, :, 1] += 1.0
    draws[1, :, 2] *= 3.0
    draws[:, :, 3] += np.linspace(0.0, 2.0, 500)
    r_hat = convergence.r_hat_of(draws)
    assert r_hat[0] < 1.01
    assert np.all(r_hat[1:] > 1.05)
    # two halves of one variance at a distance d: R-hat is sqrt(1 + d^2 / 4 x 2), of ranks nearly
    apart = np.random.default_rng(4).standard_normal((2, 4000, 1)) + np.array([0.0, 0.2])[:, None, None]
    assert convergence.r_hat_of(apart)[0] == pytest.approx(np.sqrt(1.0 + 0.1**2 * 4.0 / 3.0), abs=0.004)


def test_what_only_the_ranks_see():
    """A density without a variance: chains of it agree, and one shifted by its quartiles does not."""
    draws = np.random.default_rng(5).standard_cauchy((4, 1000, 1))
    assert convergence.r_hat_of(draws)[0] < 1.01
    assert convergence.bulk_size_of(draws)[0] == pytest.approx(4000, rel=0.15)
    draws[0] += 1.0
    assert convergence.r_hat_of(draws)[0] > 1.015


def test_a_parameter_that_does_not_move_has_no_size():
    chains = np.zeros((2, 50, 1))
    assert np.isnan(convergence.bulk_size_of(chains)[0]) and np.isnan(convergence.r_hat_of(chains)[0])


def test_the_energy_fraction():
    """Of independent energies it is 2; of an autoregression 2 (1 - phi)."""
    for phi in (0.0, 0.9):
        energies = autoregression(phi, 3, 20000, 6)[:, :, 0]
        assert np.allclose(convergence.energy_fraction_of(energies), 2.0 * (1.0 - phi), rtol=0.1)

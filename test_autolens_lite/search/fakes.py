"""A cheap model and analysis whose answers are known in closed form, in a module that worker processes find."""

import os
import time

import numpy as np

from autolens_lite import exc
from autolens_lite.analysis import Analysis
from autolens_lite.analysis.likelihood import Likelihood
from autolens_lite.model import Collection, Model, UniformPrior

WIDTH = 0.5
LIMIT = 5.0


class Point:
    def __init__(self, x=0.0, y=0.0, z=0.0):
        self.x, self.y, self.z = x, y, z


def model_of(dimensions=2):
    """A Gaussian's parameters, uniform between -LIMIT and LIMIT; the rest are fixed."""
    names = ("x", "y", "z")[:dimensions]
    return Collection(point=Model(Point, **{name: UniformPrior(-LIMIT, LIMIT) for name in names}))


def centre_of(dimensions):
    return 0.3 * np.arange(dimensions) - 0.2


def log_evidence_of(dimensions):
    """The Gaussian is normalised and well inside the prior, so only the prior's volume is left."""
    return -dimensions * np.log(2.0 * LIMIT)


class KnownGradient(Likelihood):
    """Has gradients, residuals and a Jacobian on every backend."""

    def value_and_grad(self, vector):
        value = self(vector)
        gradient = (centre_of(self.analysis.dimensions) - vector) / WIDTH**2
        return value, gradient if value > self.FLOOR else np.zeros(len(vector))

    @property
    def residual_constant(self):
        return 2.0 * self.analysis.dimensions * np.log(WIDTH * np.sqrt(2.0 * np.pi))

    def residuals_and_jacobian(self, vector, include_priors=False):
        fails = vector[0] < self.analysis.fails_below
        residuals = (vector - centre_of(self.analysis.dimensions)) / WIDTH
        return np.where(fails, np.nan, residuals), np.eye(len(vector)) / WIDTH


class BatchedLikelihood(KnownGradient):
    """Prefers to be given many vectors at once, and counts how often it is."""

    prefers_batch = True

    def batch(self, vectors):
        self.analysis.batch_sizes.append(len(vectors))
        return np.array([self(vector) for vector in vectors])


class Gaussian(Analysis):
    """A normalised Gaussian, with switches for what may go wrong.

    It fails where x is below `fails_below`; `fuse` ends the work with KeyboardInterrupt at that call; `dies_at` ends
    the whole process; `breaks_at` raises an error of its own; each call takes `seconds`.
    """

    def __init__(self, dimensions=2, data="data", seconds=0.0, fails_below=-np.inf, batched=False, **switches):
        self.dimensions = dimensions
        self.data = data
        self.seconds = seconds
        self.fails_below = fails_below
        self.batched = batched
        self.switches = switches
        self.calls = 0
        self.batch_sizes = []

    def likelihood_from(self, model):
        return (BatchedLikelihood if self.batched else KnownGradient)(self, model)

    def fingerprint(self):
        return super().fingerprint() | {"data": self.data, "settings": {"fails_below": self.fails_below}}

    def log_likelihood_function(self, instance):
        self.calls += 1
        if self.seconds:
            time.sleep(self.seconds)
        if self.calls == self.switches.get("fuse"):
            raise KeyboardInterrupt
        if self.calls == self.switches.get("dies_at"):
            os._exit(3)
        if self.calls == self.switches.get("breaks_at"):
            raise ZeroDivisionError("the likelihood is broken")
        if instance.point.x < self.fails_below:
            raise exc.ParameterError("x is too small")
        vector = np.array([instance.point.x, instance.point.y, instance.point.z][: self.dimensions])
        chi = (vector - centre_of(self.dimensions)) / WIDTH
        return -0.5 * np.sum(chi**2) - self.dimensions * np.log(WIDTH * np.sqrt(2.0 * np.pi))

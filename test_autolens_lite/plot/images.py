"""A small CCD image of a lens, and fits to it, for drawing and writing."""

import functools

import autolens_lite as al
from autolens_lite.fit.source_plane import sources_of

# flux per pixel to flux per arcsec^2
AREA = 0.1**2


def lens():
    return al.Galaxy(
        0.5,
        bulge=al.lp.Gaussian(centre=(0.05, -0.05), ell_comps=(0.1, 0.0), intensity=5.0, sigma=0.5),
        mass=al.mp.Isothermal(centre=(0.0, 0.0), ell_comps=(0.1, 0.2), einstein_radius=1.0),
    )


def source():
    """Up and to the left."""
    return al.Galaxy(2.0, light=al.lp.Gaussian(centre=(0.2, -0.1), ell_comps=(0.0, 0.0), intensity=20.0, sigma=0.12))


@functools.cache
def image():
    """Neither square nor centred on (0, 0); masked."""
    frame = al.Mask2D.all_false((46, 44), 0.1, origin=(0.1, -0.05))
    psf = al.Convolver.from_gaussian(shape_native=(5, 5), pixel_scales=0.1, sigma=0.1)
    simulator = al.SimulatorImaging(exposure_time=50.0, background_sky_level=1.0, psf=psf, noise_seed=3)
    full = simulator.via_tracer_from(al.Tracer([lens(), source()]), al.Grid2D.from_mask(frame, over_sample_size=2))
    mask = al.Mask2D.circular((46, 44), radius=1.9, pixel_scales=0.1, origin=(0.1, -0.05), centre=(0.1, 0.0))
    return full.apply_mask(mask).apply_over_sampling(2, 1)


@functools.cache
def parametric():
    return al.FitImaging(image(), al.Tracer([lens(), source()]))


@functools.cache
def linear():
    """Solves for two Gaussians of the source."""
    gaussians = [al.lp_linear.Gaussian(centre=(0.2, -0.1), ell_comps=(0.0, 0.0), sigma=sigma) for sigma in (0.12, 0.3)]
    return al.FitImaging(image(), al.Tracer([lens(), al.Galaxy(2.0, light=al.lp_basis.Basis(gaussians))]))


MESHES = {
    "rectangular": lambda: al.mesh.RectangularAdaptDensity((9, 8)),
    "delaunay": al.mesh.Delaunay,
    "voronoi": al.mesh.Voronoi,
    "sibson": al.mesh.VoronoiNN,
    "kernels": al.mesh.CompactKernel,
    "nearest": lambda: al.mesh.KNearestNeighbor(k_neighbors=5),
}


@functools.cache
def pixelized(mesh):
    """The source on a mesh: of the vertex meshes, vertices on a coarse grid of the image plane."""
    image_mesh = None if mesh == "rectangular" else al.image_mesh.Overlay(shape=(14, 14))
    pixelization = al.Pixelization(MESHES[mesh](), al.reg.Constant(1.0), image_mesh=image_mesh)
    return al.FitImaging(image(), al.Tracer([lens(), al.Galaxy(2.0, pixelization=pixelization)]))


@functools.cache
def two_planes():
    """Sources on meshes in two planes, of which the first deflects too, and a displaced image."""
    near = al.Galaxy(
        1.0,
        mass=al.mp.IsothermalSph(centre=(0.1, 0.0), einstein_radius=0.1),
        pixelization=al.Pixelization(al.mesh.RectangularUniform((6, 6)), al.reg.Constant(1.0)),
    )
    far = al.Galaxy(2.0, pixelization=al.Pixelization(al.mesh.RectangularUniform((7, 7)), al.reg.Constant(1.0)))
    moved = al.DatasetModel(grid_offset=(0.05, -0.1), grid_rotation_angle=20.0)
    return al.FitImaging(image(), al.Tracer([lens(), near, far]), dataset_model=moved)


def last_source_of(fit, caustics=()):
    """The picture of the last of a fit's sources."""
    from autolens_lite.plot import source_pictures

    return source_pictures.picture_of(fit, sources_of(fit)[-1], caustics)

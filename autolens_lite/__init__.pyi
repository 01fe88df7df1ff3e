"""What `autolens_lite` names, for type checkers and editors; when it runs, each name is imported at its first use."""

from autolens_lite import conf as conf
from autolens_lite import cosmology
from autolens_lite import exc as exc
from autolens_lite import guide as guide
from autolens_lite import plot as plot
from autolens_lite import setup_colab as setup_colab
from autolens_lite import util as util
from autolens_lite import xp as xp
from autolens_lite.analysis import Analysis as Analysis
from autolens_lite.analysis import AnalysisFactor as AnalysisFactor
from autolens_lite.analysis import AnalysisImaging as AnalysisImaging
from autolens_lite.analysis import AnalysisInterferometer as AnalysisInterferometer
from autolens_lite.analysis import AnalysisWeak as AnalysisWeak
from autolens_lite.analysis import FactorGraphModel as FactorGraphModel
from autolens_lite.analysis import Fitness as Fitness
from autolens_lite.analysis import PositionsLH as PositionsLH
from autolens_lite.analysis import Visualizer as Visualizer
from autolens_lite.analysis import VisualizerImaging as VisualizerImaging
from autolens_lite.analysis import VisualizerInterferometer as VisualizerInterferometer
from autolens_lite.analysis import fisher_from as fisher_from
from autolens_lite.conf import with_test_mode_segment as with_test_mode_segment
from autolens_lite.dataset import DatasetModel as DatasetModel
from autolens_lite.dataset import Imaging as Imaging
from autolens_lite.dataset import Interferometer as Interferometer
from autolens_lite.dataset import SimulatorImaging as SimulatorImaging
from autolens_lite.dataset import SimulatorInterferometer as SimulatorInterferometer
from autolens_lite.dataset import SimulatorShearYX as SimulatorShearYX
from autolens_lite.dataset import TransformerDFT as TransformerDFT
from autolens_lite.dataset import TransformerNUFFT as TransformerNUFFT
from autolens_lite.dataset import WeakDataset as WeakDataset
from autolens_lite.dataset import alma_like_antenna_positions as alma_like_antenna_positions
from autolens_lite.dataset import preprocess as preprocess
from autolens_lite.dataset import primary_beam_gaussian_from as primary_beam_gaussian_from
from autolens_lite.dataset import uv_wavelengths_from as uv_wavelengths_from
from autolens_lite.fit import FitImaging as FitImaging
from autolens_lite.fit import FitInterferometer as FitInterferometer
from autolens_lite.fit import FitWeak as FitWeak
from autolens_lite.fit import TracerToInversion as TracerToInversion
from autolens_lite.fit import fit_of_maximum_evidence_from as fit_of_maximum_evidence_from
from autolens_lite.fit import mappings as mappings
from autolens_lite.grid import Array2D as Array2D
from autolens_lite.grid import Array2DRGB as Array2DRGB
from autolens_lite.grid import ArrayIrregular as ArrayIrregular
from autolens_lite.grid import Convolver as Convolver
from autolens_lite.grid import Grid2D as Grid2D
from autolens_lite.grid import Grid2DIrregular as Grid2DIrregular
from autolens_lite.grid import Mask2D as Mask2D
from autolens_lite.grid import VectorYX2D as VectorYX2D
from autolens_lite.grid import hdu_list_for_output_from as hdu_list_for_output_from
from autolens_lite.grid import header_obj_from as header_obj_from
from autolens_lite.grid import ndarray_via_fits_from as ndarray_via_fits_from
from autolens_lite.grid import ndarray_via_hdu_from as ndarray_via_hdu_from
from autolens_lite.grid import output_to_fits as output_to_fits
from autolens_lite.grid import over_sample_size_via_adapt_from as over_sample_size_via_adapt_from
from autolens_lite.grid import over_sample_size_via_radial_bins_from as over_sample_size_via_radial_bins_from
from autolens_lite.grid import type as type
from autolens_lite.guide import Posterior as Posterior
from autolens_lite.guide import Resolution as Resolution
from autolens_lite.guide import resolution_check as resolution_check
from autolens_lite.inversion import Settings as Settings
from autolens_lite.inversion.named import inversion_from
from autolens_lite.lens import Galaxies as Galaxies
from autolens_lite.lens import Galaxy as Galaxy
from autolens_lite.lens import LensCalc as LensCalc
from autolens_lite.lens import MassField as MassField
from autolens_lite.lens import PointSolver as PointSolver
from autolens_lite.lens import Redshift as Redshift
from autolens_lite.lens import Tracer as Tracer
from autolens_lite.model import AbstractPriorModel as AbstractPriorModel
from autolens_lite.model import Array as Array
from autolens_lite.model import Collection as Collection
from autolens_lite.model import Constant as Constant
from autolens_lite.model import GaussianPrior as GaussianPrior
from autolens_lite.model import LogGaussianPrior as LogGaussianPrior
from autolens_lite.model import LogUniformPrior as LogUniformPrior
from autolens_lite.model import Model as Model
from autolens_lite.model import ModelInstance as ModelInstance
from autolens_lite.model import TruncatedGaussianPrior as TruncatedGaussianPrior
from autolens_lite.model import UniformPrior as UniformPrior
from autolens_lite.model import enable_pytrees as enable_pytrees
from autolens_lite.model import from_dict as from_dict
from autolens_lite.model import from_json as from_json
from autolens_lite.model import model_util as model_util
from autolens_lite.model import output_to_json as output_to_json
from autolens_lite.model import register as register
from autolens_lite.model import register_model as register_model
from autolens_lite.model import to_dict as to_dict
from autolens_lite.pixelization import AdaptImages as AdaptImages
from autolens_lite.pixelization import BorderRelocator as BorderRelocator
from autolens_lite.pixelization import Circle as Circle
from autolens_lite.pixelization import Mapper as Mapper
from autolens_lite.pixelization import Pixelization as Pixelization
from autolens_lite.pixelization import ShapeSolver as ShapeSolver
from autolens_lite.pixelization import image_mesh as image_mesh
from autolens_lite.pixelization import mesh as mesh
from autolens_lite.pixelization import regularization
from autolens_lite.pixelization.mesh import Mesh
from autolens_lite.pixelization.regularization import Regularization
from autolens_lite.plot import ModelPlotter as ModelPlotter
from autolens_lite.profile import basis, light, light_mass, mass, point
from autolens_lite.profile import convert as convert
from autolens_lite.profile.geometry import EllProfile as EllProfile
from autolens_lite.profile.light import LightProfile as LightProfile
from autolens_lite.profile.light import linear, linear_operated, operated, snr
from autolens_lite.profile.light_mass import linear as linear_mass
from autolens_lite.result import Result as Result
from autolens_lite.result import Sample as Sample
from autolens_lite.result import Samples as Samples
from autolens_lite.result import SamplesNest as SamplesNest
from autolens_lite.result import galaxy_name_image_dict_via_result_from as galaxy_name_image_dict_via_result_from
from autolens_lite.result import marginalize as marginalize
from autolens_lite.result import text as text
from autolens_lite.search import LBFGS as LBFGS
from autolens_lite.search import NUTS as NUTS
from autolens_lite.search import SMC as SMC
from autolens_lite.search import AbstractPaths as AbstractPaths
from autolens_lite.search import AutoCorrelationsSettings as AutoCorrelationsSettings
from autolens_lite.search import BlackJAXNUTS as BlackJAXNUTS
from autolens_lite.search import DirectoryPaths as DirectoryPaths
from autolens_lite.search import DynestyDynamic as DynestyDynamic
from autolens_lite.search import DynestyStatic as DynestyStatic
from autolens_lite.search import Emcee as Emcee
from autolens_lite.search import InitializerBall as InitializerBall
from autolens_lite.search import InitializerParamBounds as InitializerParamBounds
from autolens_lite.search import InitializerParamStartPoints as InitializerParamStartPoints
from autolens_lite.search import InitializerPrior as InitializerPrior
from autolens_lite.search import LeastSquares as LeastSquares
from autolens_lite.search import MultiStartAdam as MultiStartAdam
from autolens_lite.search import MultiStartProdigy as MultiStartProdigy
from autolens_lite.search import Nautilus as Nautilus
from autolens_lite.search import PySwarmsGlobal as PySwarmsGlobal
from autolens_lite.search import PySwarmsLocal as PySwarmsLocal
from autolens_lite.search import SettingsSearch as SettingsSearch
from autolens_lite.search import Zeus as Zeus
from autolens_lite.util import ab_mag_via_flux_from as ab_mag_via_flux_from
from autolens_lite.util import flux_mujy_via_ab_mag_from as flux_mujy_via_ab_mag_from
from autolens_lite.xp import jax_wrapper as jax_wrapper

__version__: str

AbstractMesh = Mesh
AbstractRegularization = Regularization
cosmo = cosmology
Inversion = inversion_from
lmp = light_mass
lmp_linear = linear_mass
lp = light
lp_basis = basis
lp_linear = linear
lp_linear_operated = linear_operated
lp_operated = operated
lp_snr = snr
mp = mass
ps = point
reg = regularization

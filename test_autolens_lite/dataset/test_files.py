import numpy as np
import pytest
from astropy.io import fits

from autolens_lite import exc
from autolens_lite.dataset import Interferometer, primary_beam_gaussian_from


def pairs(values):
    return np.stack([values.real, values.imag], axis=-1)


def test_npz_comes_back(arrays, mask, tmp_path, backend):
    dataset = Interferometer(real_space_mask=mask, primary_beam=2.0, **arrays)
    dataset.output_to_npz(tmp_path / "new" / "dataset.npz")
    again = Interferometer.from_npz(tmp_path / "new" / "dataset.npz", backend=backend)
    assert (again.hash, again.backend) == (dataset.hash, backend)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["dataset.npz"]
    # What is passed wins over what is stored.
    assert Interferometer.from_npz(tmp_path / "new" / "dataset.npz", primary_beam=None).primary_beam_slim is None
    assert Interferometer.from_npz(tmp_path / "new" / "dataset.npz", mask).hash == dataset.hash


def test_npz_is_not_replaced_by_accident(arrays, mask, tmp_path):
    dataset = Interferometer(real_space_mask=mask, **arrays)
    dataset.output_to_npz(tmp_path / "dataset.npz")
    before = (tmp_path / "dataset.npz").read_bytes()
    with pytest.raises(exc.DataError, match="overwrite=True"):
        dataset.output_to_npz(tmp_path / "dataset.npz")
    assert (tmp_path / "dataset.npz").read_bytes() == before
    other = Interferometer(real_space_mask=mask, primary_beam=1.0, **arrays)
    other.output_to_npz(tmp_path / "dataset.npz", overwrite=True)
    assert Interferometer.from_npz(tmp_path / "dataset.npz").hash == other.hash


def test_stored_beam_belongs_to_the_stored_mask(arrays, mask, tmp_path):
    Interferometer(real_space_mask=mask, primary_beam=2.0, **arrays).output_to_npz(tmp_path / "dataset.npz")
    other = type(mask).all_false((21, 24), 0.1)
    with pytest.raises(exc.DataError, match="primary beam on the pixels of another mask"):
        Interferometer.from_npz(tmp_path / "dataset.npz", other)
    beam = primary_beam_gaussian_from(other, 2.0)
    assert Interferometer.from_npz(tmp_path / "dataset.npz", other, primary_beam=beam).primary_beam_slim.shape == (504,)


def test_npz_under_other_names(arrays, mask, tmp_path):
    data, noise, uv = arrays.values()
    expected = Interferometer(real_space_mask=mask, **arrays)
    np.savez(
        tmp_path / "parts.npz",
        vis_real=data.real,
        vis_imag=data.imag,
        sigma_real=noise.real,
        sigma_imag=noise.imag,
        u=uv[:, 0],
        v=uv[:, 1],
    )
    assert Interferometer.from_npz(tmp_path / "parts.npz", mask).hash == expected.hash
    np.savez(tmp_path / "whole.npz", visibilities=data, noise_map=noise, uv_wavelengths=uv, unrelated=np.arange(3))
    assert Interferometer.from_npz(tmp_path / "whole.npz", mask).hash == expected.hash


def test_npz_with_one_sigma_and_a_gaussian_beam(arrays, mask, tmp_path):
    data, noise, uv = arrays.values()
    np.savez(tmp_path / "one.npz", data=data, sigma=noise.real, uv_wavelengths=uv, pb_fwhm_arcsec=np.float64(2.5))
    expected = Interferometer(data, noise.real, uv, mask, primary_beam=2.5)
    assert Interferometer.from_npz(tmp_path / "one.npz", mask).hash == expected.hash


def test_npz_with_its_mask(arrays, mask, tmp_path):
    data, noise, uv = arrays.values()
    np.savez(tmp_path / "mask.npz", data=data, noise_map=noise, uv_wavelengths=uv, mask=mask.mask, pixel_scale=0.1)
    assert Interferometer.from_npz(tmp_path / "mask.npz").real_space_mask.same_as(type(mask)(mask.mask, 0.1))


def test_fits_in_two_columns(arrays, mask, tmp_path, backend):
    data, noise, uv = arrays.values()
    names = [str(tmp_path / name) for name in ("data.fits", "noise.fits", "uv.fits")]
    for name, values in zip(names, (pairs(data), pairs(noise), uv), strict=True):
        fits.writeto(name, values)
    dataset = Interferometer.from_fits(*names, real_space_mask=mask, primary_beam=2.0, backend=backend)
    assert dataset.hash == Interferometer(real_space_mask=mask, primary_beam=2.0, **arrays).hash
    assert dataset.backend == backend


def test_fits_in_extensions_of_one_file(arrays, mask, tmp_path):
    data, noise, uv = arrays.values()
    hdus = [fits.PrimaryHDU(), *(fits.ImageHDU(values) for values in (uv, pairs(data), pairs(noise)))]
    fits.HDUList(hdus).writeto(tmp_path / "all.fits")
    path = tmp_path / "all.fits"
    dataset = Interferometer.from_fits(
        path, path, path, mask, visibilities_hdu=2, noise_map_hdu=3, uv_wavelengths_hdu=1
    )
    assert dataset.hash == Interferometer(real_space_mask=mask, **arrays).hash


def test_fits_come_back(arrays, mask, tmp_path):
    dataset = Interferometer(real_space_mask=mask, **arrays)
    names = [tmp_path / name for name in ("data.fits", "noise.fits", "uv.fits")]
    dataset.output_to_fits(*names)
    assert Interferometer.from_fits(*names, mask).hash == dataset.hash
    np.testing.assert_array_equal(fits.getdata(names[0]), pairs(dataset.data))
    names[0].unlink()
    with pytest.raises(exc.DataError, match=r"noise\.fits' exists"):
        dataset.output_to_fits(*names)
    # Refused before anything was written.
    assert not names[0].exists()
    dataset.output_to_fits(*names, overwrite=True)
    with pytest.raises(exc.DataError, match="not all different"):
        dataset.output_to_fits(names[0], names[0], names[1], overwrite=True)


def test_a_failed_write_leaves_nothing_behind(arrays, mask, tmp_path, monkeypatch):
    dataset = Interferometer(real_space_mask=mask, **arrays)
    dataset.output_to_npz(tmp_path / "dataset.npz")
    before = (tmp_path / "dataset.npz").read_bytes()

    def full(stream, **arrays):
        stream.write(b"half of it")
        raise OSError("No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(exc.DataError, match="No space"):
        dataset.output_to_npz(tmp_path / "dataset.npz", overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["dataset.npz"]
    assert (tmp_path / "dataset.npz").read_bytes() == before


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"origin": np.arange(7.0)}, r"origin of shape \(7,\)"),
        ({"origin": np.array(0.0)}, r"origin of shape \(\)"),
        ({"primary_beam": np.array(["a", "b"])}, "primary_beam"),
        ({"pixel_scale": np.arange(3.0)}, "cannot be read"),
    ],
)
def test_npz_with_parts_of_another_kind(arrays, mask, tmp_path, more, words):
    data, noise, uv = (arrays[name] for name in ("data", "noise_map", "uv_wavelengths"))
    content = {"data": data, "noise_map": noise, "uv_wavelengths": uv, "mask": mask.mask, "pixel_scale": 0.1}
    np.savez(tmp_path / "file.npz", **{**content, **more})
    with pytest.raises(exc.DataError, match=words):
        Interferometer.from_npz(tmp_path / "file.npz")


def test_unit_comes_back_from_an_archive(arrays, mask, tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, **arrays, unit=np.array("mJy"))
    dataset = Interferometer.from_npz(path, mask)
    assert dataset.unit == "mJy"
    dataset.output_to_npz(tmp_path / "b.npz")
    assert Interferometer.from_npz(tmp_path / "b.npz").unit == "mJy"
    np.savez(path, **arrays, unit=3.0)
    with pytest.raises(exc.DataError, match=r"unit in .* is not text"):
        Interferometer.from_npz(path, mask)


@pytest.mark.parametrize("name", ["vis", "sigma"])
@pytest.mark.parametrize("change", [lambda part: part[:1], lambda part: part + 1.0j, lambda part: part > 0.0])
def test_parts_that_are_not_alike_are_refused(arrays, mask, tmp_path, name, change):
    """They would be broadcast, or added up."""
    whole = {"vis": arrays["data"], "sigma": arrays["noise_map"]}
    stored = {
        f"{n}_{part}": np.array(getattr(values, part)) for n, values in whole.items() for part in ("real", "imag")
    }
    stored[f"{name}_imag"] = change(stored[f"{name}_imag"])
    np.savez(tmp_path / "a.npz", **stored, uv_wavelengths=arrays["uv_wavelengths"])
    with pytest.raises(exc.DataError, match=f"{name}_real and {name}_imag"):
        Interferometer.from_npz(tmp_path / "a.npz", mask)


def test_noise_map_that_is_named_as_weights_are(arrays, mask, tmp_path):
    stored = {"data": pairs(arrays["data"]), "weight": pairs(arrays["noise_map"]), "uv": arrays["uv_wavelengths"]}
    for name, values in stored.items():
        fits.writeto(tmp_path / f"{name}.fits", values)
    with pytest.warns(exc.AutoLensWarning, match="file is named 'weight', as those are that hold weights"):
        Interferometer.from_fits(*(tmp_path / f"{name}.fits" for name in stored), mask)


def test_the_sky_of_the_mask_comes_back(arrays, mask, tmp_path):
    cards = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 150.25, "EQUINOX": 2000.0}
    dataset = Interferometer(**arrays, real_space_mask=mask.with_sky_cards(cards))
    dataset.output_to_npz(tmp_path / "a.npz")
    assert Interferometer.from_npz(tmp_path / "a.npz").mask.sky_cards == cards
    stored = dict(np.load(tmp_path / "a.npz"))
    for text in ("[1, 2]", '{"CRVAL1": {}}', "{"):
        np.savez(tmp_path / "b.npz", **stored | {"sky_cards": np.array(text)})
        with pytest.raises(exc.DataError, match=r"b\.npz"):
            Interferometer.from_npz(tmp_path / "b.npz")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (lambda kept: {"visibilities": 2.0 * kept["data"]}, "data and visibilities"),
        (
            lambda kept: {"vis_real": kept["data"].real, "vis_imag": -kept["data"].imag},
            r"data and vis_real \+ vis_imag",
        ),
        (lambda kept: {"sigma": kept["noise_map"].real * 2.0}, "noise_map and sigma"),
        (lambda kept: {"u": kept["uv_wavelengths"][:, 1], "v": kept["uv_wavelengths"][:, 0]}, "uv_wavelengths and u"),
        (lambda kept: {"flags": np.zeros(len(kept["data"])), "flag": np.ones(len(kept["data"]))}, "flags and flag"),
        (
            lambda kept: {"pixel_scales": 0.1, "pixel_scale": 0.2, "mask": np.zeros((3, 3))},
            "pixel_scales and pixel_scale",
        ),
        (lambda kept: {"primary_beam": 1.0, "pb_fwhm_arcsec": 20.0}, "primary_beam and pb_fwhm_arcsec"),
    ],
)
def test_an_archive_that_says_two_things_is_refused(arrays, mask, tmp_path, more, words):
    """Nothing tells which is meant: of raw and calibrated visibilities, say."""
    np.savez(tmp_path / "file.npz", **arrays, **more(arrays))
    with pytest.raises(exc.DataError, match=words):
        Interferometer.from_npz(tmp_path / "file.npz", mask)


def test_an_archive_may_say_one_thing_twice(arrays, mask, tmp_path):
    data = arrays["data"]
    np.savez(tmp_path / "file.npz", **arrays, visibilities=data, vis_real=data.real, vis_imag=data.imag)
    np.testing.assert_array_equal(Interferometer.from_npz(tmp_path / "file.npz", mask).data, data)

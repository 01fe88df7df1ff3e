"""The scripts for visibilities run, one after the other (with few likelihoods)."""

from test_autolens_lite.scripts.in_turn import printed_by, run_in_turn


def test_simulate_fit_and_plot(working_directory):
    few = ("--nlive", "30", "--maxcall", "600", "--cores", "1")
    simulated, refused, parametric, pixelized = run_in_turn(
        # Little signal, so that nested sampling has a short way to go.
        ("interferometer/simulate.py", "--noise-sigma", "0.3"),
        ("interferometer/simulate.py",),
        ("interferometer/fit_parametric.py", *few),
        ("interferometer/fit_pixelized.py", "--nlive", "20", "--maxcall", "200", "--cores", "1"),
    )
    for finished, text in ((simulated, "visibilities to"), (parametric, "einstein_radius"), (pixelized, "coefficient")):
        assert finished.code == 0, finished.errors
        assert text in finished.printed
    assert refused.code != 0 and "overwrite" in refused.errors
    # by itself: results load without the scripts that made them
    (printed,) = printed_by(("interferometer/plot.py",))
    assert "chi squared" in printed
    figures = {path.name for path in working_directory.rglob("*.p[nd][gf]")}
    assert {
        "dataset.png",
        "truth.png",
        "fit_parametric.png",
        "fit_pixelized.png",
        "source.png",
        "corner.png",
    } <= figures


def test_without_data_the_real_lens_is_left_out(working_directory):
    (printed,) = printed_by(("interferometer/spt0346.py", "absent.npz"))
    assert "nothing to fit" in printed
    assert not any(working_directory.iterdir())

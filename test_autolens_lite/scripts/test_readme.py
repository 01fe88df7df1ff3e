"""The README's Python blocks run, in its order, as they stand."""

import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_blocks_run(working_directory, capsys):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), flags=re.DOTALL)
    assert len(blocks) >= 5
    names = {}
    for block in blocks:
        # dynesty warns that maxcall ended the run, which is what the README asks for.
        import warnings

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The sampling was stopped short", UserWarning)
            exec(compile(block, str(README), "exec"), names)
    assert "einstein_radius" in capsys.readouterr().out
    assert (working_directory / "output" / "first_fit" / "fit.png").is_file()
    assert names["gradient"].shape == (5,)

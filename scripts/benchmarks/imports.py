# %%
# Time how long the first name takes: `import autolens_lite as al` and that name, beside `import numpy` alone.
#
#     python scripts/benchmarks/imports.py
#
# Each is a process of its own, timed by the processor's clock; the best of seven rounds. The first round writes the
# bytecode, which every later process reads: where PYTHONDONTWRITEBYTECODE is set Python compiles all sources each time,
# which takes three times as long. Analyses and results take twice NumPy's time, searches 2.1 to 2.2 times, and
# `al.Posterior` 2.5 to 2.8 times: all analyses, the stages of the guide and NUTS, 200 files.

# %%
import os
import subprocess
import sys

FIRST = ("Imaging", "Interferometer", "Galaxy", "Model", "mp.Isothermal", "lp.Sersic", "lp_linear.Sersic", "convert")
FIRST += ("AnalysisImaging", "Nautilus", "DynestyStatic", "Result", "Posterior")
ROUNDS = 7
CLOCK = "import time; start = time.process_time(); {}; print(time.process_time() - start)"

# %%
programs = {"import numpy": "import numpy", "import autolens_lite as al": "import autolens_lite"}
programs |= {f"al.{name}": f"import autolens_lite as al; al.{name}" for name in FIRST}
environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
best = dict.fromkeys(programs, float("inf"))
for _ in range(ROUNDS):
    for name, program in programs.items():
        command = [sys.executable, "-c", CLOCK.format(program)]
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        seconds = float(answer.stdout)
        best[name] = min(best[name], seconds)

# %%
print(f"{'':28}{'ms':>8}{'of NumPy':>10}")
for name, seconds in best.items():
    print(f"{name:28}{1e3 * seconds:8.1f}{seconds / best['import numpy']:10.2f}")

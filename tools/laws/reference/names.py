"""The public names of PyTorch and NumPy that docs/names.md answers: documented functions and layers."""

import inspect
import json
import pathlib

import numpy
import torch
import torch.nn
import torch.nn.functional


def documented(module, wanted):
    """Names with a docstring. Left out are in-place variants, whose names end in an underscore: the page has one row for all."""
    for name in sorted(dir(module)):
        value = getattr(module, name)
        if not name.startswith("_") and not name.endswith("_") and wanted(value) and (value.__doc__ or "").strip():
            yield name


def is_function(value):
    return callable(value) and not inspect.isclass(value) and getattr(value, "__module__", "torch") not in ("typing",)


# Switches of threads, devices, autocasting, printing and compilation are settings of a process, and no operations.
SETTINGS = ("set_", "get_", "is_", "are_", "autocast_", "use_deterministic")

names = {
    "torch": [name for name in documented(torch, is_function) if not name.startswith(SETTINGS)],
    "F": list(documented(torch.nn.functional, is_function)),
    "nn": list(documented(torch.nn, inspect.isclass)),
    "np": [name for name in sorted(numpy.__all__) if is_function(getattr(numpy, name))],
}
# What the page writes for a name is compared with that function of X, or of X and Y: elementwise functions, and some others.
X = numpy.array([-2.5, -1.0, -0.5, 0.0, 0.25, 0.75, 1.5, 3.0])
Y = numpy.array([2.0, -3.0, 0.5, 1.5, 0.25, -2.0, 4.0, -0.75])
OTHERS = "sum mean prod max min median var std count_nonzero nansum nanmean diff flip sort argsort cumsum cumprod dot fix sinc"


def values(name):
    """The results, with null for numbers that JSON cannot write; nothing for functions of something else than numbers."""
    function = getattr(numpy, name)
    try:
        result = function(X) if getattr(function, "nin", 1) == 1 and name != "dot" else function(X, Y)
    except (TypeError, ValueError):
        return None
    return [float(x) if numpy.isfinite(x) else None for x in numpy.asarray(result, float).ravel()]


numpy.seterr(all="ignore")
ufuncs = [name for name in names["np"] if isinstance(getattr(numpy, name), numpy.ufunc) and getattr(numpy, name).nout == 1]
reference = {name: values(name) for name in sorted({*ufuncs, *OTHERS.split()})}
path = pathlib.Path(__file__).with_suffix(".json")
content = {
    "torch": torch.__version__,
    "numpy": numpy.__version__,
    "names": names,
    "x": X.tolist(),
    "y": Y.tolist(),
    "values": {name: found for name, found in reference.items() if found is not None},
}
lines = ",\n".join(f' "{key}": {json.dumps(value)}' for key, value in content.items())
path.write_text("{\n" + lines + "\n}\n")

"""NumPy's archives of arrays with their contents. Writes npz-files.json.

A row: { name, file, arrays: { name: { dtype, shape, data } } }. The file is in base64; `dtype` is ours.
"""

import base64
import io
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
draw = np.random.default_rng(23)
rows = []


def plain(array):
    kind = "bool" if array.dtype == bool else "int32" if array.dtype.kind in "iu" else "float64" if array.itemsize == 8 else "float32"
    return {"dtype": kind, "shape": list(array.shape), "data": array.reshape(-1).tolist()}


def row(name, arrays, save=np.savez):
    file = io.BytesIO()
    save(file, **arrays)
    contents = {key: plain(np.asarray(array)) for key, array in arrays.items()}
    rows.append({"name": name, "file": base64.b64encode(file.getvalue()).decode(), "arrays": contents})


floats = draw.integers(-1024, 1024, (3, 4, 2)) / 256
for save in [np.savez, np.savez_compressed]:
    row(
        f"all numbers, by {save.__name__}",
        {f"{kind}": (floats * (100 if kind[0] in "iu" else 1)).astype(kind) for kind in ["f8", "f4", "f2", "i8", "i4", "i2", "i1"]}
        | {kind: np.abs(floats).astype(kind) for kind in ["u1", "u2", "u4", "u8"]}
        | {"layer/flags": floats > 0, "scalar": np.array(2.5), "empty": np.zeros((0, 3), "f4"), "vector": np.arange(5, dtype="f4")},
        save,
    )
row("columns first", {"a": np.asfortranarray(floats), "b": floats.T, "c": np.asfortranarray(floats[0])})
# Compressed thirty times, and a header of version 2.
row("many zeros", {"zeros": np.zeros((4, 300), "f4")}, np.savez_compressed)

(HERE / "npz-files.json").write_text(json.dumps(rows) + "\n")

"""Files in the safetensors format, by its reference implementation. Writes tensor-files.json.

A row: { name, file, tensors, metadata? }. `file` is base64; a tensor is { dtype, shape, data }, dtype as the format names it
and data as read: what JSON has no number for is a string.
"""

import base64
import json
import math
import struct
from pathlib import Path

import numpy as np
import safetensors
from safetensors.numpy import save

HERE = Path(__file__).resolve().parent
NAMES = {
    "float64": "F64", "float32": "F32", "float16": "F16", "int64": "I64", "uint64": "U64", "int32": "I32", "uint32": "U32",
    "int16": "I16", "uint16": "U16", "int8": "I8", "uint8": "U8", "bool": "BOOL",
}
draw = np.random.default_rng(2024)
rows = []


def plain(value):
    return str(value).replace("inf", "Infinity").replace("nan", "NaN") if not math.isfinite(value) else value


def row(name, tensors, metadata=None):
    described = {
        key: {"dtype": NAMES[a.dtype.name], "shape": list(a.shape), "data": [plain(v) for v in a.reshape(-1).tolist()]}
        for key, a in tensors.items()
    }
    file = base64.b64encode(save(tensors, metadata)).decode()
    rows.append({"name": name, "file": file, "tensors": described, **({} if metadata is None else {"metadata": metadata})})


def real(*shape, dtype="float32"):
    return draw.normal(size=shape).astype(dtype)


row("no tensors", {})
row("no tensors, but metadata", {}, {"framework": "pt"})
row("empty metadata", {"w": real(2)}, {})
row(
    "one of each dtype, names against the order",
    {
        "a": np.array([True, False, True]),
        "b": np.array([[1, -2], [3, 2**31 - 1]], "int32"),
        "c": real(3, 2),
        "d": real(2, dtype="float64"),
    },
)
row("scalars", {"bool": np.array(True), "int": np.array(-7, "int32"), "float": real(), "double": real(dtype="float64")})
row("sizes 0 and 1", {"none": real(0), "a": real(1, 1, 1), "b": real(3, 0, 2, dtype="float64"), "last": np.zeros((0, 4), bool)})
names = ["", " ", '"', "\\", "\n", "\t\r\b\f", "\x00\x01\x1f", "\x7f", "é", "中文", "ﬁ", "😀", "\u2028", "1", "0", "10", "a/b", "A"]
row(
    "unusual names",
    {name: np.array([i], "int32") for i, name in enumerate([*names, "__proto__", "constructor", "toString"])},
    {'a "key" of\nlines and 😀': "é\\\u2029\x02"},
)
numbers = [0.0, -0.0, math.inf, -math.inf, math.nan, 0.1, -1.5]
row(
    "numbers at their limits",
    {
        "f32": np.array([*numbers, *(getattr(np.finfo("float32"), k) for k in ("max", "tiny", "smallest_subnormal"))], "float32"),
        "f64": np.array([*numbers, *(getattr(np.finfo("float64"), k) for k in ("max", "tiny", "smallest_subnormal"))], "float64"),
        "i32": np.array([-(2**31), 2**31 - 1, 0, -1], "int32"),
    },
)
row(
    "a network",
    {
        f"learn/{part}({name})": real(*shape)
        for name, shape in [("dense/weight", (7, 5)), ("dense/bias", (5,)), ("dense (2)/weight", (5, 2)), ("dense (2)/bias", (2,))]
        for part in ["", "adam.m", "adam.v"]
    }
    | {"learn/step": np.array(12.0), "learn/counter": np.array(3, "int32"), "learn/mask": draw.uniform(size=(4, 5)) < 0.5},
    {"values": json.dumps({"learn": {"position": {"epoch": 1, "index": 3}}})},
)

# What is read only.
halves = [0, 0x8000, 1, 0x3FF, 0x400, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00, 0x7E00, 0x3C00, 0x3555, *draw.integers(0, 2**16, 40).tolist()]
row("float16", {"a": np.array(halves, "uint16").view("float16"), "w": real(1)})
integers = [0, 1, -1, 2**31 - 1, -(2**31)]
row("int64", {"a": np.array(integers, "int64"), "b": np.array([[5]], "int64")})
row("unsigned 32 and 64", {"a": np.array([0, 2**31 - 1], "uint64"), "b": np.array([7, 2**31 - 1], "uint32")})
row(
    "8 and 16 bits",
    {
        "a": np.array([-(2**15), 2**15 - 1], "int16"),
        "b": np.array([0, 2**16 - 1], "uint16"),
        "c": np.array([-128, 127], "int8"),
        "d": np.array([0, 255, 7], "uint8"),
    },
)

# NumPy has no bfloat16: the file is made of its bits, and what they mean is the float32 of which they are the upper half.
uppers = [0, 0x8000, 1, 0x7F80, 0xFF80, 0x7FC0, 0x3F80, 0x3EAB, 0x7F7F, *draw.integers(0, 2**16, 20).tolist()]
bits = struct.pack(f"<{len(uppers)}H", *uppers)
file = safetensors.serialize({"a": {"dtype": "bfloat16", "shape": [len(uppers)], "data": bits}})
floats = [plain(struct.unpack("<f", struct.pack("<I", upper << 16))[0]) for upper in uppers]
tensors = {"a": {"dtype": "BF16", "shape": [len(uppers)], "data": floats}}
rows.append({"name": "bfloat16", "file": base64.b64encode(bytes(file)).decode(), "tensors": tensors})

(HERE / "tensor-files.json").write_text(json.dumps(rows, ensure_ascii=False) + "\n")

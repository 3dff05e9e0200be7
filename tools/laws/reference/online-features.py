"""Features of streams, by scikit-learn and by formulas in plain Python. Writes online-features.json.

`standardize`: rows, and each row by StandardScaler after partial_fit of the rows up to it. `tfidf`: documents as
(indices, counts), and each as TfidfTransformer weighs it when fitted on the documents up to it. `murmur3`: bytes in base64, a
seed, and scikit-learn's hash of them. `quantiles`: a stream, p, and the estimates of the P² algorithm as Box 1 of the paper
tells it, markers moved by increments.
"""

import base64
import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import StandardScaler
from sklearn.utils.murmurhash import murmurhash3_bytes_u32

HERE = Path(__file__).resolve().parent
draw = np.random.default_rng(7)


def standardize():
    rows = np.column_stack(
        [draw.normal(3, 2, 60), draw.normal(1000, 0.5, 60), draw.exponential(20, 60), np.full(60, 4.0), np.arange(60.0)]
    )
    scaler = StandardScaler()
    outputs = [scaler.partial_fit(row[None]).transform(row[None])[0] for row in rows]
    return {"rows": rows.tolist(), "outputs": [row.tolist() for row in outputs]}


def tfidf():
    size = 16
    counts = draw.poisson(0.4, (25, size)).astype(float)
    counts[5] = 0
    weighed = [TfidfTransformer().fit(counts[: i + 1]).transform(counts[i : i + 1]).toarray()[0] for i in range(len(counts))]
    documents = [np.flatnonzero(row) for row in counts]
    return {
        "bits": 4,
        "documents": [{"indices": at.tolist(), "counts": row[at].tolist(), "weighed": out[at].tolist()}
                      for at, row, out in zip(documents, counts, weighed)],
    }


def murmur3():
    inputs = [draw.integers(0, 256, length, dtype=np.uint8).tobytes() for length in range(20)]
    inputs += ["grün", "слово", "漢字", "😀", "The quick brown fox jumps over the lazy dog"]
    pairs = [(one.encode() if isinstance(one, str) else one, int(seed))
             for one, seed in zip(inputs, draw.integers(0, 2**31, len(inputs)))]
    return [{"bytes": base64.b64encode(one).decode(), "seed": seed, "hash": int(murmurhash3_bytes_u32(one, seed))}
            for one, seed in pairs]


def p_square(stream, p):
    q, out = [], []
    n, wanted, grow = [1, 2, 3, 4, 5], [1, 1 + 2 * p, 1 + 4 * p, 3 + 2 * p, 5], [0, p / 2, p, (1 + p) / 2, 1]
    for x in stream:
        if len(q) < 5:
            q = sorted(q + [x])
            out.append(float(np.quantile(q, p)))
            continue
        q[0], q[4] = min(q[0], x), max(q[4], x)
        cell = next((k for k in (3, 2, 1, 0) if q[k] <= x))
        if x == q[4]:
            cell = 3
        n = [place + (i > cell) for i, place in enumerate(n)]
        wanted = [place + more for place, more in zip(wanted, grow)]
        for i in (1, 2, 3):
            d = wanted[i] - n[i]
            if (d >= 1 and n[i + 1] - n[i] > 1) or (d <= -1 and n[i - 1] - n[i] < -1):
                s = 1 if d > 0 else -1
                up = (n[i] - n[i - 1] + s) * (q[i + 1] - q[i]) / (n[i + 1] - n[i])
                down = (n[i + 1] - n[i] - s) * (q[i] - q[i - 1]) / (n[i] - n[i - 1])
                new = q[i] + s / (n[i + 1] - n[i - 1]) * (up + down)
                q[i] = new if q[i - 1] < new < q[i + 1] else q[i] + s * (q[i + s] - q[i]) / (n[i + s] - n[i])
                n[i] += s
        out.append(float(q[2]))
    return out


def quantiles():
    streams = [draw.normal(size=300), draw.exponential(size=300), np.round(draw.normal(size=300), 1)]
    # An eighth or a quarter is exact in binary, so that no wanted place is a rounding away from the next one.
    return [{"p": p, "stream": stream.tolist(), "estimates": p_square(stream.tolist(), p)}
            for stream, p in zip(streams, (0.5, 0.875, 0.25))]


# The example of the paper ends at 4.44.
EXAMPLE = [0.02, 0.15, 0.74, 3.39, 0.83, 22.37, 10.15, 15.43, 38.62, 15.92,
           34.60, 10.28, 1.47, 0.40, 0.05, 11.39, 0.27, 0.42, 0.09, 11.37]
assert round(p_square(EXAMPLE, 0.5)[-1], 2) == 4.44

result = {"standardize": standardize(), "tfidf": tfidf(), "murmur3": murmur3(), "quantiles": quantiles()}
(HERE / "online-features.json").write_text(json.dumps(result, allow_nan=False) + "\n")
print({name: len(json.dumps(part)) for name, part in result.items()})

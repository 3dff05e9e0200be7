"""Models that learn by rules, after rows that come one by one. Writes rule-models.json.

Ridge regression is solved at once for each number of rows, with the rows' weights; where rows fade, step by step. Naive Bayes is
scikit-learn's: probabilities by fits of all rows so far, sums by partial_fit. K-means is scikit-learn's with batches of one row.
"""

import json
import warnings
from pathlib import Path

import numpy as np
from sklearn.cluster import MiniBatchKMeans
from sklearn.linear_model import Ridge
from sklearn.naive_bayes import GaussianNB, MultinomialNB

HERE = Path(__file__).resolve().parent
ROWS = 120
KEPT = [1, 2, 3, 5, *range(10, ROWS + 1, 10)]
warnings.simplefilter("ignore")
rng = np.random.default_rng(41)


def ridge(x, y, weights, epsilon):
    """The weights, the last of which is the bias, after each kept number of rows."""
    wide = np.hstack([x, np.ones((len(x), 1))])
    found = []
    for n in KEPT:
        a = epsilon * np.eye(wide.shape[1]) + (wide[:n].T * weights[:n]) @ wide[:n]
        w = np.linalg.solve(a, (wide[:n].T * weights[:n]) @ y[:n])
        model = Ridge(alpha=epsilon, fit_intercept=False, solver="cholesky")
        model.fit(wide[:n], y[:n], sample_weight=weights[:n])
        assert np.abs(model.coef_.T - w).max() < 1e-10
        found.append(w.tolist())
    return {"epsilon": epsilon, "forgetting": 1, "weights": found}


def fading(x, y, epsilon, forgetting):
    """The same where rows fade. A is kept here, and solved for; a diagonal element of its inverse does not get larger than 1/ε."""
    wide = np.hstack([x, np.ones((len(x), 1))])
    a, w, found = epsilon * np.eye(wide.shape[1]), np.zeros(wide.shape[1]), []
    for n, (row, target) in enumerate(zip(wide, y), 1):
        grown = np.maximum(np.sqrt(forgetting), np.sqrt(epsilon * np.diag(np.linalg.inv(a))))
        a = a * np.outer(grown, grown) + np.outer(row, row)
        w = w + np.linalg.solve(a, row) * (target - row @ w)
        if n in KEPT:
            found.append(w.tolist())
    # In the end, what was known at first counts for little: these are the weighted least squares of all rows.
    shares = forgetting ** np.arange(len(x) - 1, -1, -1.0)
    batch = np.linalg.solve((wide.T * shares) @ wide, (wide.T * shares) @ y)
    assert np.abs(batch - w).max() < 1e-3
    return {"epsilon": epsilon, "forgetting": forgetting, "weights": found}


def least_squares():
    x = rng.normal(size=(ROWS, 4)) * [1, 3, 0.3, 2] + [0, 1, 0, 5]
    x[:, 1] += 0.8 * x[:, 3]
    y = x @ [1, -2, 0.5, 0.1] + 3 + rng.normal(size=ROWS)
    both = np.stack([y, np.sin(x[:, 0]) * 2], axis=1)
    weights, ones = rng.integers(0, 4, size=ROWS) / 2, np.ones(ROWS)
    runs = {
        "plain": ridge(x, y, ones, 0.5),
        "forgetting": fading(x, y, 1e-3, 0.97),
        "weighted": ridge(x, y, weights, 2.0),
        "both": ridge(x, both, ones, 0.5),
    }
    return {"x": x.tolist(), "y": y.tolist(), "both": both.tolist(), "weights": weights.tolist(), "runs": runs}


def spread(probabilities, classes, number):
    """Probabilities of the classes that came, at the places of all."""
    whole = np.zeros(number)
    whole[classes] = probabilities
    return whole.tolist()


def gaussian():
    labels = np.concatenate([[1, 1, 0, 1], rng.integers(0, 3, size=ROWS - 4)])
    x = rng.normal(size=(ROWS, 3)) * [1, 10, 0.1] + np.array([[0, 5, 0.1], [1, -5, 0], [-1, 0, 0.2]])[labels]
    weights = rng.integers(1, 4, size=ROWS) / 2
    runs, probabilities = {}, []
    for name, size, shares in [("rows", 1, None), ("batches", 10, None), ("weighted", 1, weights)]:
        model = GaussianNB(var_smoothing=1e-9)
        for i in range(0, ROWS, size):
            part = slice(i, i + size)
            model.partial_fit(x[part], labels[part], classes=[0, 1, 2], sample_weight=None if shares is None else shares[part])
        variances = model.var_ - model.epsilon_
        runs[name] = {"counts": model.class_count_.tolist(), "means": model.theta_.tolist(), "variances": variances.tolist()}
    for n in range(2, ROWS):
        model = GaussianNB(var_smoothing=1e-9).fit(x[:n], labels[:n])
        probabilities.append(spread(model.predict_proba(x[n : n + 1])[0], model.classes_, 3))
    return {"x": x.tolist(), "labels": labels.tolist(), "weights": weights.tolist(), "runs": runs, "probabilities": probabilities}


def multinomial():
    labels = np.concatenate([[2, 2, 0], rng.integers(0, 3, size=ROWS - 3)])
    rates = np.array([[3, 1, 0.2, 1, 0, 1], [1, 3, 0.2, 0.1, 1, 1], [0.5, 0.5, 3, 1, 1, 0.1]])
    x, weights = rng.poisson(rates[labels]), rng.integers(1, 4, size=ROWS) / 2
    runs = []
    for alpha, shares in [(1.0, None), (0.3, None), (1.0, weights)]:
        model, probabilities = MultinomialNB(alpha=alpha), []
        for i in range(ROWS):
            if i > 0:
                probabilities.append(model.predict_proba(x[i : i + 1])[0].tolist())
            part = slice(i, i + 1)
            model.partial_fit(x[part], labels[part], classes=[0, 1, 2], sample_weight=None if shares is None else shares[part])
        runs.append({"alpha": alpha, "weighted": shares is not None, "probabilities": probabilities})
    return {"x": x.tolist(), "labels": labels.tolist(), "weights": weights.tolist(), "runs": runs}


def k_means():
    places = np.array([[0.0, 0], [4, 1], [-3, 5]])
    x = rng.normal(size=(ROWS, 2)) + places[rng.integers(0, 3, size=ROWS)]
    starts = x[:3] + rng.normal(size=(3, 2)) / 10
    model = MiniBatchKMeans(n_clusters=3, init=starts, batch_size=1, n_init=1, reassignment_ratio=0, random_state=0)
    # The first batch must be as large as the number of clusters: rows without weight move nothing.
    model.partial_fit(starts, sample_weight=np.zeros(3))
    assert np.array_equal(model.cluster_centers_, starts)
    nearest, centers = [], []
    for i in range(ROWS):
        nearest.append(int(model.predict(x[i : i + 1])[0]))
        model.partial_fit(x[i : i + 1])
        if i + 1 in KEPT:
            centers.append(model.cluster_centers_.tolist())
    return {"x": x.tolist(), "starts": starts.tolist(), "nearest": nearest, "centers": centers}


def main():
    content = {"kept": KEPT, "leastSquares": least_squares(), "gaussian": gaussian(), "multinomial": multinomial(), "kMeans": k_means()}
    (HERE / "rule-models.json").write_text(json.dumps(content) + "\n")


if __name__ == "__main__":
    main()

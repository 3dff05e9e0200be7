"""Measures of predictions on random cases with weights and ties. Writes metrics.json.

By scikit-learn; the expected calibration error, which it lacks, by NumPy from Naeini, Cooper and Hauskrecht, "Obtaining
Well Calibrated Probabilities Using Bayesian Binning", 2015, and without weights also from scikit-learn's calibration curve.
"""

import json
import warnings
from pathlib import Path

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

HERE = Path(__file__).resolve().parent
random = np.random.default_rng(11)
warnings.simplefilter("error")


def calibration_error(came_true, probability, weight, bins):
    place = np.maximum(0, np.ceil(probability * bins) - 1)
    gaps = [abs(np.sum(weight[place == b] * (probability - came_true)[place == b])) for b in range(bins)]
    return sum(gaps) / weight.sum()


def curve_error(came_true, probability, bins):
    share, mean = calibration_curve(came_true, probability, n_bins=bins)
    sizes = np.bincount(np.maximum(0, np.ceil(probability * bins) - 1).astype(int), minlength=bins)
    return np.sum(sizes[sizes > 0] * np.abs(share - mean)) / sizes.sum()


def of_classes(actual, found, weight, classes):
    averages = (["binary"] if classes == 2 else []) + ["macro", "micro", "weighted"]
    return {
        "accuracy": metrics.accuracy_score(actual, found, sample_weight=weight),
        "balancedAccuracy": metrics.balanced_accuracy_score(actual, found, sample_weight=weight),
        "mcc": metrics.matthews_corrcoef(actual, found, sample_weight=weight),
        "kappa": metrics.cohen_kappa_score(actual, found, sample_weight=weight),
        "kappa linear": metrics.cohen_kappa_score(actual, found, weights="linear", sample_weight=weight),
        "kappa quadratic": metrics.cohen_kappa_score(actual, found, weights="quadratic", sample_weight=weight),
        "confusionMatrix": metrics.confusion_matrix(
            actual, found, sample_weight=weight, labels=range(classes)
        ).astype(float),
        **{f"f1 {a}": metrics.f1_score(actual, found, average=a, sample_weight=weight) for a in averages},
    }


def binary(count, weight, grid):
    actual = random.integers(0, 2, count)
    # Bins of an eighth have their edges on the grid.
    probability = np.clip(np.round(grid * (0.25 * actual + 0.75 * random.random(count))) / grid, 0, 1)
    ones = np.ones(count) if weight is None else weight
    error = calibration_error(actual, probability, ones, 8)
    if weight is None:
        assert abs(error - curve_error(actual, probability, 8)) < 1e-12
    values = {
        **of_classes(actual, (probability > 0.5).astype(int), weight, 2),
        "logLoss": metrics.log_loss(actual, probability, sample_weight=weight),
        "rocAuc": metrics.roc_auc_score(actual, probability, sample_weight=weight),
        "averagePrecision": metrics.average_precision_score(actual, probability, sample_weight=weight),
        "calibrationError": error,
    }
    return {"kind": "binary", "classes": 2, "predictions": probability, "targets": actual, "values": values}


def several(count, weight, classes, present):
    actual = random.integers(0, present, count)
    parts = random.random((count, classes)) + np.eye(classes)[actual] * 0.4
    probability = parts / parts.sum(axis=1, keepdims=True)
    probability[:, -1] = 1 - probability[:, :-1].sum(axis=1)
    found = probability.argmax(axis=1)
    came_true = (found == actual).astype(float)
    ones = np.ones(count) if weight is None else weight
    values = {
        "logLoss": metrics.log_loss(actual, probability, sample_weight=weight, labels=range(classes)),
        "calibrationError": calibration_error(came_true, probability.max(axis=1), ones, 8),
    }
    with warnings.catch_warnings():
        # Some classes may be predicted and never true.
        warnings.simplefilter("ignore")
        values |= of_classes(actual, found, weight, classes)
    return {"kind": "several", "classes": classes, "predictions": probability, "targets": actual, "values": values}


def numbers(count, weight, offset):
    actual = offset + random.normal(size=count)
    found = actual + 0.5 * random.normal(size=count)
    values = {
        "mae": metrics.mean_absolute_error(actual, found, sample_weight=weight),
        "rmse": metrics.root_mean_squared_error(actual, found, sample_weight=weight),
        "r2": metrics.r2_score(actual, found, sample_weight=weight),
    }
    return {"kind": "numbers", "classes": 1, "predictions": found, "targets": actual, "values": values}


def plain(value):
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


cases = []
for count in (12, 40, 200):
    for weighted in (False, True):
        weight = random.integers(1, 8, count) / 10 if weighted else None
        made = [
            binary(count, weight, 16),
            binary(count, weight, 256),
            several(count, weight, 3, 3),
            several(count, weight, 5, 4),
            numbers(count, weight, 0),
            numbers(count, weight, 1e6),
        ]
        cases += [{**plain(case), "weights": None if weight is None else weight.tolist()} for case in made]

(HERE / "metrics.json").write_text(json.dumps(cases) + "\n")

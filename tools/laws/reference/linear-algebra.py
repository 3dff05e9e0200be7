"""Solutions, inverses, determinants and factors of matrices, by PyTorch in float64. Writes linear-algebra.json; see rows.py."""

import itertools

import numpy as np
import torch

from rows import Rows

rows = Rows(2217)
real, row = rows.real, rows.row
linalg = torch.linalg


def matrices(*shape):
    """Square matrices whose solutions are not much larger than the right-hand sides; rows are exchanged in most of them."""
    shift = 4 * np.roll(np.eye(shape[-1]), 1, axis=0) if shape[-1] else 0
    return real(*shape, low=-1.0, high=1.0) + shift


def triangles(*shape):
    """Matrices with large diagonals, whatever else is in them."""
    return real(*shape) + np.eye(shape[-1]) * np.where(np.arange(shape[-1]) % 2, -4, 4)


def definite(*shape):
    x = real(*shape)
    return np.round(x @ np.swapaxes(x, -1, -2) + np.eye(shape[-1]), 3)


SQUARE = [(3, 3), (1, 1), (0, 0), (2, 2, 2), (2, 1, 4, 4), (0, 3, 3), (5, 5)]
SIDES = [
    ((3, 3), (3,)), ((3, 3), (3, 2)), ((2, 3, 3), (3,)), ((2, 3, 3), (2, 3, 1)), ((3, 3), (2, 3, 2)), ((2, 1, 3, 3), (4, 3, 1)),
    ((1, 1), (1, 1)), ((0, 0), (0, 2)), ((2, 2), (2, 0)), ((0, 2, 2), (0, 2, 3)), ((5, 5), (5, 4)),
]  # fmt: skip

for shape in SQUARE:
    row("cholesky", linalg.cholesky, definite(*shape))
    row("inverse", linalg.inv, matrices(*shape))
    row("determinant", linalg.det, matrices(*shape))
    row("logDeterminant", lambda a: linalg.slogdet(a).logabsdet, matrices(*shape))

for a, b in SIDES:
    row("solve", linalg.solve, matrices(*a), real(*b))
    row("solve", lambda a, b: linalg.solve(a.mT, b), matrices(*a), real(*b), transpose=True)

flags = [False, True]
for lower, transpose, unit in itertools.product(flags, flags, flags):
    options = {"lower": lower, "transpose": transpose, "unitDiagonal": unit}

    def triangular(a, b):
        matrix = a.mT if transpose else a
        columns = b.unsqueeze(-1) if b.ndim == 1 else b
        x = linalg.solve_triangular(matrix, columns, upper=lower == transpose, unitriangular=unit)
        return x.squeeze(-1) if b.ndim == 1 else x

    for a, b in SIDES[:6] if lower == transpose else SIDES:
        row("triangularSolve", triangular, triangles(*a), real(*b), **options)
row("triangularSolve", lambda a, b: linalg.solve_triangular(a, b, upper=False), triangles(3, 3), real(3, 2))

rows.write("linear-algebra.json")

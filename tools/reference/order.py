"""Values and gradients of operations that order elements, or run along an axis, by PyTorch in float64.

Writes order.json; see rows.py.
"""

import torch

from rows import Rows

rows = Rows(2026)
real, row = rows.real, rows.row

for shape, axis in [((5,), -1), ((2, 4), 1), ((4, 3), 0), ((2, 4, 3), -2), ((0, 3), 1), ((3, 1), 1)]:
    for descending in [False, True]:
        options = {"axis": axis, **({"descending": True} if descending else {})}
        row("sort", lambda x: torch.sort(x, dim=axis, descending=descending, stable=True).values, real(*shape), **options)
for shape, k, axis in [((5,), 2, -1), ((2, 4), 4, 1), ((4, 3), 2, 0), ((2, 5, 2), 3, -2)]:
    row("topK", lambda x: torch.topk(x, k, dim=axis, largest=False).values, real(*shape), k=k, axis=axis, largest=False)

rows.write("order.json")

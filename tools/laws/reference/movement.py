"""Values and gradients of slices, joints, lookups and products of many matrices, by PyTorch in float64.

Writes movement.json; see rows.py.
"""

import numpy as np
import torch
from torch.nn import functional

from rows import Rows

rows = Rows(2025)
real, row = rows.real, rows.row


def sliced(x, axis, start=None, stop=None, step=1):
    """PyTorch has no slice that goes backwards: the positions are Python's."""
    positions = list(range(x.shape[axis]))[slice(start, stop, step)]
    return x.index_select(axis, torch.tensor(positions, dtype=torch.long))


for shape, axis, start, stop, step in [
    ((5,), 0, 1, 4, 1),
    ((5,), 0, None, -2, 1),
    ((2, 5), -1, -3, None, 1),
    ((6, 2), 0, 1, None, 2),
    ((2, 6, 2), 1, 4, 0, -2),
    ((2, 3), 0, None, None, -1),
    ((0, 3), 1, 1, None, 1),
    ((3,), 0, 3, None, 1),
]:
    options = {"from": start, "to": stop, "step": step if step != 1 else None}
    given = {name: value for name, value in options.items() if value is not None}
    row("slice", lambda x: sliced(x, axis, start, stop, step), real(*shape), axis=axis, **given)

for shape, axes in [((4,), [0]), ((2, 3), [1]), ((2, 3), [0, 1]), ((2, 3, 2), [0, -1]), ((0, 2), [1])]:
    row("flip", lambda x: torch.flip(x, axes), real(*shape), axes=axes)

for shape, before, after, value in [((3,), 2, 1, 0.0), ((2, 3), 0, 2, 1.5), ((2, 2, 1), 1, 0, -2.0), ((2, 0), 1, 1, 3.0)]:
    pad = lambda x: functional.pad(x, (before, after), value=value)
    row("pad", pad, real(*shape), axis=-1, before=before, after=after, value=value)
row("pad", lambda x: functional.pad(x, (0, 0, 1, 2)), real(2, 3), axis=0, before=1, after=2)

for shapes, axis in [([(2, 3), (1, 3)], 0), ([(2, 1), (2, 0), (2, 3)], 1), ([(2, 2, 1), (2, 1, 1)], -2), ([(3,)], 0)]:
    row("concat", lambda *parts: torch.cat(parts, dim=axis), *(real(*shape) for shape in shapes), axis=axis)
for shape, count, axis in [((), 3, 0), ((2, 3), 2, 0), ((2, 3), 3, 1), ((2, 3), 2, -1), ((0, 2), 2, 1)]:
    row("stack", lambda *parts: torch.stack(parts, dim=axis), *(real(*shape) for _ in range(count)), axis=axis)
for shape, times, axis in [((3,), 2, 0), ((2, 3), 3, 0), ((2, 3), 2, -1), ((2, 2, 2), 2, 1), ((1, 0), 2, 0)]:
    row("repeat", lambda x: torch.repeat_interleave(x, times, dim=axis), real(*shape), times=times, axis=axis)

for shape, axis, places in [((2, 4), 1, [3, 0, 3]), ((2, 3, 2), -2, [2, 2]), ((2, 3, 2), 2, [1]), ((2, 3), 1, [])]:
    places = np.array(places, dtype=np.int32)
    row("gather", lambda x, i: x.index_select(axis, i), real(*shape), places, axis=axis)
    count = (*shape[: axis % len(shape)], len(places), *shape[axis % len(shape) + 1 :])
    add = lambda values, i, like: torch.zeros_like(like).index_add(axis, i, values)
    row("scatterAddLike", add, real(*count), places, np.zeros(shape), axis=axis)

for shape, axis, places in [
    ((2, 3), 1, [[0, 2], [1, 1]]),
    ((3, 2), 0, [[2, 0], [2, 1], [0, 0], [1, 2]]),
    ((2, 3, 1), -2, [[[0], [0]], [[2], [1]]]),
]:
    places = np.array(places, dtype=np.int32)
    row("takeAlong", lambda x, i: torch.gather(x, axis, i.long()), real(*shape), places, axis=axis)

for shape, k, axis in [((5,), 2, -1), ((2, 4), 4, 1), ((4, 3), 2, 0), ((2, 5, 2), 3, -2), ((2, 3), 0, 1)]:
    row("topK", lambda x: torch.topk(x, k, dim=axis).values, real(*shape), k=k, axis=axis)

swap = lambda x, whether: x.mT if whether else x
for a, b in [
    ((2, 3, 4), (2, 4, 2)),
    ((2, 3, 4), (4, 2)),
    ((3, 4), (2, 4, 2)),
    ((2, 1, 2, 3), (3, 3, 2)),
    ((2, 1, 5, 6), (1, 3, 6, 5)),
    ((0, 2, 3), (3, 2)),
    ((2, 2, 0), (2, 0, 3)),
]:
    row("matmul", torch.matmul, real(*a), real(*b))
for left, right in [(True, False), (False, True), (True, True)]:
    options = {"transposeA": left, "transposeB": right}
    for a, b in [((2, 3), (3, 4)), ((2, 3, 4), (2, 4, 5)), ((2, 3, 4), (4, 2)), ((3, 4), (2, 4, 2))]:
        a, b = (*a[:-2], a[-1], a[-2]) if left else a, (*b[:-2], b[-1], b[-2]) if right else b
        row("matmul", lambda x, y: torch.matmul(swap(x, left), swap(y, right)), real(*a), real(*b), **options)

for shape, axes in [((1, 3, 1), None), ((2, 1, 3), [1]), ((1, 2, 1), [0, -1])]:
    given = {} if axes is None else {"axes": axes}
    row("squeeze", lambda x: x.squeeze() if axes is None else x.squeeze(axes), real(*shape), **given)
for shape, axes in [((3,), 0), ((2, 3), -1), ((2, 3), 1)]:
    row("expandDims", lambda x: x.unsqueeze(axes), real(*shape), axes=axes)
for shape, diagonal in [((3, 3), 0), ((2, 4), 1), ((2, 3, 2), -1), ((0, 2), 0)]:
    row("tril", lambda x: x.tril(diagonal), real(*shape), diagonal=diagonal)
    row("triu", lambda x: x.triu(diagonal), real(*shape), diagonal=diagonal)
for shape, times in [((3,), [2]), ((2, 3), [2, 3]), ((2, 3), [2]), ((2,), [2, 3]), ((2, 0), [2, 1])]:
    row("tile", lambda x: torch.tile(x, times), real(*shape), times=times)
for shape, shift, axes in [((5,), 2, None), ((2, 3), 4, None), ((2, 3), [1, -1], [0, 1]), ((2, 3, 2), -4, 1)]:
    given = {} if axes is None else {"axes": axes}
    row("roll", lambda x: torch.roll(x, shift, axes), real(*shape), shift=shift, **given)
for shape, sizes, axis, part in [((5,), [2, 3], 0, 1), ((2, 6), [1, 2, 3], -1, 1)]:
    row("splitAlong", lambda x: torch.split(x, sizes, axis)[part], real(*shape), sizes=sizes, axis=axis, part=part)
row("splitAlong", lambda x: torch.chunk(x, 2, 1)[1], real(2, 4), parts=2, axis=1, part=1)
for shape, axis, part in [((3,), 0, 2), ((2, 3), -1, 1)]:
    row("unstack", lambda x: torch.unbind(x, axis)[part], real(*shape), axis=axis, part=part)
row("outer", torch.outer, real(2), real(3))
row("outer", torch.outer, real(1), real(0))
for shape, offset in [((3, 3), 0), ((2, 4), 1), ((4, 2), -1), ((2, 3, 3), 1)]:
    row("diagonal", lambda x: torch.diagonal(x, offset, -2, -1), real(*shape), offset=offset)
row("diagonal", lambda x: torch.diagonal(x, 1, 0, 2), real(3, 2, 3), offset=1, axes=[0, 2])
for shape, offset in [((3,), 0), ((2, 2), 1), ((2,), -2)]:
    row("diagEmbed", lambda x: torch.diag_embed(x, offset), real(*shape), offset=offset)

for subscripts, *shapes in [
    ("bij,bjk->bik", (2, 3, 2), (2, 2, 3)),
    ("abcd,efcd->fbea", (2, 3, 2, 2), (2, 2, 2, 2)),
    ("ij,j", (2, 3), (3,)),
    ("ba", (2, 3)),
    ("iij->ji", (2, 2, 3)),
    ("ii", (3, 3)),
    ("ij,jk,kl->il", (2, 3), (3, 2), (2, 2)),
    ("...ij,...jk->...ik", (2, 1, 2, 3), (4, 3, 2)),
    ("i...,...i", (3, 2), (2, 3)),
    ("ij,kl->l", (2, 3), (2, 2)),
    ("ij,jk->ki", (2, 0), (0, 3)),
]:
    row("einsum", lambda *x: torch.einsum(subscripts, *x), *(real(*shape) for shape in shapes), subscripts=subscripts)

whole = lambda values: np.array(values, dtype=np.int32)
reduced = {"add": "sum", "mul": "prod", "max": "amax", "min": "amin"}
for shape, axis, places in [
    ((3,), 0, [2, 0, 2, 2]),
    ((2, 3), 1, [[0, 2], [1, 1]]),
    ((3, 2), 0, [[2, 0], [2, 1], [0, 0]]),
]:
    for name, theirs in reduced.items():
        scattered = lambda x, i, v: x.scatter_reduce(axis, i.long(), v, theirs)
        row("scatterAlong", scattered, real(*shape), whole(places), real(*np.shape(places)), axis=axis, reduction=name)
row("scatterAlong", lambda x, i, v: x.scatter(1, i.long(), v), real(2, 3), whole([[2, 0], [1, 2]]), real(2, 2))
for name in ["max", "min"]:
    tied = lambda x, i, v: x.scatter_reduce(0, i.long(), v, reduced[name])
    row("scatterAlong", tied, np.array([1.0, 2.0, 3.0]), whole([0, 0, 2, 1]), np.array([1.0, 1.0, 3.0, 5.0]), reduction=name)
for name in ["add", "mul"]:
    rowwise = lambda x, i, v: x.scatter_reduce(0, i.long()[:, None].expand_as(v), v, reduced[name])
    row("scatter", rowwise, real(3, 2), whole([2, 0, 2]), real(3, 2), reduction=name)

for mode, theirs in {"reflect": "reflect", "edge": "replicate", "wrap": "circular"}.items():
    row("pad", lambda x: functional.pad(x, (2, 1), mode=theirs), real(2, 4), axis=-1, before=2, after=1, mode=mode)

rows.write("movement.json")

import type { Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { at, drawn, plain, type Plain } from '../laws/plain.ts';

const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const other = <T>(list: readonly T[], axis: number, ...put: readonly T[]): T[] => [
  ...list.slice(0, axis),
  ...put,
  ...list.slice(axis + 1),
];

/** What lies at the positions of a list along an axis. */
function picked(x: Plain, axis: number, positions: readonly number[]): Plain {
  return plain(other(x.shape, axis, positions.length), index => at(x, other(index, axis, positions[index[axis]!]!)), x.dtype); // prettier-ignore
}

/** The positions of a slice, one by one. */
function positionsOf(length: number, from: number | undefined, to: number | undefined, step: number): number[] {
  const found: number[] = [];
  const first = from === undefined ? (step > 0 ? 0 : length - 1) : positive(from, length);
  const last = to === undefined ? (step > 0 ? length : -1) : positive(to, length);
  for (let p = first; step > 0 ? p < last : p > last; p += step) found.push(p);
  return found;
}

function slices(): OperationRow[] {
  const rows: readonly (readonly [shape: Sizes, graph.SliceOptions])[] = [
    [[5], { axis: 0 }],
    [[5], { axis: 0, from: 1, to: 3 }],
    [[5], { axis: 0, from: -3, to: -1 }],
    [[5], { axis: 0, from: 1, to: -1 }],
    [[5], { axis: 0, to: 2 }],
    [[5], { axis: 0, step: 2 }],
    [[6], { axis: 0, from: 1, step: 2 }],
    [[6], { axis: 0, step: 4 }],
    [[5], { axis: 0, step: -1 }],
    [[5], { axis: 0, from: 3, to: 0, step: -2 }],
    [[5], { axis: 0, from: -2, step: -1 }],
    [[5], { axis: 0, from: 4, to: -5, step: -1 }],
    [[5], { axis: 0, from: 3, to: 1 }],
    [[5], { axis: 0, from: 5 }],
    [[5], { axis: 0, from: 1, to: 3, step: -1 }],
    [[2, 5], { axis: 1, from: 1, to: 4 }],
    [[2, 5], { axis: -1, from: -2, step: -2 }],
    [[4, 3], { axis: 0, from: 1, to: 3 }],
    [[4, 3], { axis: -2, step: -3 }],
    [[2, 4, 3], { axis: 1, from: 1 }],
    [[2, 4, 3], { axis: 1, step: 3 }],
    [[2, 4, 3], { axis: -2, step: -1 }],
    [[1, 1], { axis: 1, step: -1 }],
    [[1, 1], { axis: 0, from: 1 }],
    [[0], { axis: 0, step: -1 }],
    [[0, 3], { axis: 1, from: 1 }],
    [[3, 0], { axis: 0, from: 1 }],
    [[40, 30], { axis: 1, from: 3, to: 20, step: 2 }],
  ];
  return rows.map(([shape, options]) => ({
    name: 'slice',
    variant: `[${shape.join()}] ${JSON.stringify(options)}`,
    apply: x => graph.slice(x!, options),
    naive: x => {
      const axis = positive(options.axis, x!.shape.length);
      return picked(x!, axis, positionsOf(x!.shape[axis]!, options.from, options.to, options.step ?? 1));
    },
    cases: [[drawn(shape, 1)]],
    gradient: 'passes',
  }));
}

function flips(): OperationRow[] {
  const row = (axes: number | readonly number[] | undefined, shapes: readonly Sizes[]): OperationRow => ({
    name: 'flip',
    variant: `along ${axes === undefined ? 'all' : JSON.stringify(axes)}`,
    apply: x => graph.flip(x!, axes === undefined ? {} : { axes }),
    naive: x => {
      const along = (axes === undefined ? x!.shape.map((_, axis) => axis) : [axes].flat()).map(axis => positive(axis, x!.shape.length)); // prettier-ignore
      return plain(x!.shape, index => at(x!, index.map((i, axis) => (along.includes(axis) ? x!.shape[axis]! - 1 - i : i)))); // prettier-ignore
    },
    cases: shapes.map((shape, seed) => [drawn(shape, seed)]),
    gradient: 'passes',
  });
  return [row(undefined, [[], [4], [2, 3], [0], [1, 1]]), row(0, [[4], [2, 3], [2, 3, 2]]), row(-1, [[2, 3], [2, 0]]), row([0, 2], [[2, 3, 2]]), row([], [[3]])]; // prettier-ignore
}

/** The part that an index falls into, and where in it. */
function within(parts: readonly Plain[], axis: number, index: readonly number[]): number {
  let i = index[axis]!;
  const part = parts.find(({ shape }) => i < shape[axis]! || ((i -= shape[axis]!), false))!;
  return at(part, other(index, axis, i));
}

function concats(): OperationRow[] {
  const row = (axis: number | undefined, cases: readonly (readonly Sizes[])[]): OperationRow => ({
    name: 'concat',
    variant: axis === undefined ? 'by default' : `along ${axis}`,
    apply: (...nodes) => graph.concat(nodes, axis === undefined ? {} : { axis }),
    naive: (...parts) => {
      const [{ shape }] = parts as [Plain];
      const along = positive(axis ?? 0, shape.length);
      const length = parts.reduce((sum, part) => sum + part.shape[along]!, 0);
      return plain(other(shape, along, length), index => within(parts, along, index));
    },
    cases: cases.map((shapes, seed) => shapes.map((shape, part) => drawn(shape, 10 * seed + part))),
    misfits: [
      [drawn([2, 3, 4], 1), drawn([5, 6, 7], 1)],
      [drawn([2, 2], 1), drawn([2], 1)],
    ],
    gradient: 'passes',
  });
  return [
    row(undefined, [[[2], [3]], [[2, 3], [1, 3], [4, 3]], [[3]], [[0], [2]], [[0, 3], [0, 3]]]),
    row(0, [[[1, 2, 2], [2, 2, 2]]]),
    row(1, [[[2, 1], [2, 3]], [[2, 3, 2], [2, 1, 2], [2, 0, 2]]]),
    row(-1, [[[2, 2], [2, 1]], [[2, 2, 1], [2, 2, 3]], [[0, 2], [0, 1]], [[2, 0], [2, 0]], [[20, 30], [20, 1]]]),
  ]; // prettier-ignore
}

function stacks(): OperationRow[] {
  const row = (axis: number | undefined, count: number, shapes: readonly Sizes[]): OperationRow => ({
    name: 'stack',
    variant: `${count} of them, ${axis === undefined ? 'by default' : `along ${axis}`}`,
    apply: (...nodes) => graph.stack(nodes, axis === undefined ? {} : { axis }),
    naive: (...rows) => {
      const { shape } = rows[0]!;
      const along = positive(axis ?? 0, shape.length + 1);
      const whole = [...shape.slice(0, along), rows.length, ...shape.slice(along)];
      return plain(whole, index => at(rows[index[along]!]!, other(index, along)));
    },
    cases: shapes.map((shape, seed) => Array.from({ length: count }, (_, part) => drawn(shape, 10 * seed + part))),
    misfits: [[drawn([2, 3], 1), drawn([2, 4], 1)]],
    gradient: 'passes',
  });
  return [row(undefined, 2, [[], [3], [2, 3], [0]]), row(1, 3, [[2], [2, 3]]), row(-1, 2, [[], [2], [2, 3]]), row(2, 2, [[2, 3]]), row(0, 1, [[2], [1, 1]])]; // prettier-ignore
}

function pads(): OperationRow[] {
  const rows: readonly (readonly [shape: Sizes, graph.PadOptions])[] = [
    [[3], { axis: 0, before: 2, after: 1 }],
    [[3], { axis: 0, before: 2, value: -1.5 }],
    [[3], { axis: 0, after: 2 }],
    [[3], { axis: 0 }],
    [[2, 3], { axis: 1, before: 1, after: 1, value: 7 }],
    [[2, 3], { axis: 0, after: 1 }],
    [[2, 3, 2], { axis: -2, before: 1, after: 2 }],
    [[0], { axis: 0, before: 2 }],
    [[0, 2], { axis: 1, before: 2 }],
    [[1, 1], { axis: -1, after: 1 }],
    [[4], { axis: 0, before: 3, after: 2, mode: 'reflect' }],
    [[2, 3], { axis: 0, before: 1, mode: 'reflect' }],
    [[2, 3], { axis: 1, before: 4, after: 2, mode: 'edge' }],
    [[1, 1], { axis: 0, after: 2, mode: 'edge' }],
    [[2, 3], { axis: -1, before: 3, after: 2, mode: 'wrap' }],
    [[3, 0], { axis: 0, before: 1, mode: 'wrap' }],
  ];
  return rows.map(([shape, options]) => ({
    name: 'pad',
    variant: `[${shape.join()}] ${JSON.stringify(options)}`,
    apply: x => graph.pad(x!, options),
    naive: x => {
      const { before = 0, after = 0, value = 0, mode } = options;
      const axis = positive(options.axis, x!.shape.length);
      const length = x!.shape[axis]!;
      return plain(other(x!.shape, axis, before + length + after), index => {
        const i = index[axis]! - before;
        if (i >= 0 && i < length) return at(x!, other(index, axis, i));
        const last = length - 1;
        const mirrored = i < 0 ? -i : 2 * last - i;
        const copied =
          mode === 'reflect' ? mirrored : mode === 'edge' ? Math.min(Math.max(i, 0), last) : (i + length) % length;
        return mode === undefined ? value : at(x!, other(index, axis, copied));
      });
    },
    cases: [[drawn(shape, 1)]],
    gradient: 'passes',
  }));
}

function repeats(): OperationRow[] {
  const rows: readonly (readonly [shape: Sizes, graph.RepeatOptions])[] = [
    [[3], { axis: 0, times: 2 }],
    [[3], { axis: 0, times: 1 }],
    [[3], { axis: 0, times: 0 }],
    [[2, 3], { axis: 0, times: 3 }],
    [[2, 3], { axis: -1, times: 2 }],
    [[2, 3, 2], { axis: 1, times: 2 }],
    [[0, 2], { axis: 0, times: 2 }],
    [[0, 2], { axis: 1, times: 2 }],
    [[1, 1], { axis: 1, times: 4 }],
  ];
  return rows.map(([shape, options]) => ({
    name: 'repeat',
    variant: `[${shape.join()}] ${JSON.stringify(options)}`,
    apply: x => graph.repeat(x!, options),
    naive: x => {
      const axis = positive(options.axis, x!.shape.length);
      return picked(x!, axis, Array.from({ length: x!.shape[axis]! * options.times }, (_, i) => Math.floor(i / options.times))); // prettier-ignore
    },
    cases: [[drawn(shape, 1)]],
    gradient: 'passes',
  }));
}

/** Operations that put elements elsewhere. */
export const movementRows: readonly OperationRow[] = [
  ...slices(),
  ...flips(),
  ...concats(),
  ...stacks(),
  ...pads(),
  ...repeats(),
];

import { sameShape, type Shape, ShapeError } from '@thalweg/tensor';
import type { Node } from '../../node/node.ts';
import { operation } from '../../protocol/operation.ts';
import { arange } from '../arange.ts';
import { scatterAddLike } from '../gather.ts';
import { sliceAlong } from '../movement/parts-of-axis.ts';
import { mul } from '../mul.ts';
import { neg } from '../neg.ts';
import { reshape } from '../reshape.ts';

/**
 * A carry of fixed sizes under the shape of another value, which may have names. Of the other, only the shape is used.
 *
 * - **Throws** `ShapeError` in a pass in which the names have other sizes
 */
export const asDeclared: (x: Node, like: Node) => Node = /* @__PURE__ */ operation({
  name: 'asDeclared',
  shape: ([x, like]) => {
    const open = like!.some(size => typeof size === 'string');
    if (open || sameShape(x!, like!)) return like!;
    const requirement = 'a batch must have as many sequences as the carry that it begins with';
    throw new ShapeError('a recurrent layer', [like!, x!], requirement, 'Give batches of one size, and drop the last.');
  },
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'alias' },
  gradient: (upstream, [x]) => [reshape(upstream, x!.shape), undefined],
});

/** Returns the shape of one row. A name may stand for another number of rows, which a pass refuses. */
function oneRow(x: Shape, rank: 1 | 2): Shape {
  if (x.length === rank && x.slice(1).every(length => typeof length === 'number')) {
    if (typeof x[0] === 'string' || x[0] === 1) return [1, ...x.slice(1)];
    throw new ShapeError(
      'recurrent',
      [x],
      'an event must be one record, a batch of one row',
      'Use learnRows for a batch, or a layer over sequences, such as gru, for several at once.',
    );
  }
  throw new ShapeError(
    'recurrent',
    [x],
    `the shape must be ${rank === 2 ? '[in] or [batch, in]' : '[] or [batch]'}`,
    'Reshape it.',
  );
}

/**
 * Returns an event, a batch of one row, unchanged: a vector of rank 2, or a number of rank 1. A pass with more rows is refused:
 * the state would be that of none of them.
 */
export function oneRecord(x: Node, rank: 1 | 2): Node {
  const apply = operation({
    name: 'oneRecord',
    shape: ([x]) => oneRow(x!, rank),
    kernel: { kind: 'alias' },
    call: ([x]) => ['oneRecord', x, rank],
    gradient: (upstream, [x]) => [reshape(upstream, x!.shape)],
  });
  return apply(x);
}

/** The real part of a carry: its derivatives by the parts of a complex number are Re e and −Im e of the trace e. */
export const recalledReal: (...inputs: Node[]) => Node = /* @__PURE__ */ recalling('recalledReal', (re, im) => [
  re,
  neg(im),
]);

/** The imaginary part of a carry: its derivatives are Im e and Re e. */
export const recalledImaginary: (...inputs: Node[]) => Node = /* @__PURE__ */ recalling(
  'recalledImaginary',
  (re, im) => [im, re],
);

/** An identity whose local gradient by λ and W, its next four inputs, are the traces, the last four. */
function recalling(name: string, by: (re: Node, im: Node) => readonly [Node, Node]): (...inputs: Node[]) => Node {
  return operation({
    name,
    shape: ([carry]) => carry!,
    kernel: { kind: 'alias' },
    gradient: (upstream, [, ...inputs]) => {
      const [decayRe, decayIm, weightRe, weightIm] = inputs.slice(4) as [Node, Node, Node, Node];
      const units = reshape(upstream, decayRe.shape);
      return [
        upstream,
        ...[...by(decayRe, decayIm), ...by(weightRe, weightIm)].map(slope => mul(units, slope) as Node),
      ];
    },
  });
}

/** A row under the name of the axis of a batch, of which only the shape is used. */
export const withRowsOf: (row: Node, x: Node) => Node = /* @__PURE__ */ operation({
  name: 'withRowsOf',
  shape: ([row, x]) => [x![0]!, ...row!.slice(1)],
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'alias' },
  gradient: (upstream, [row]) => [reshape(upstream, row!.shape)],
});

/** Returns a value unchanged; a step that computes with it fires the rules. */
export const withRules: (x: Node, ...rules: Node[]) => Node = /* @__PURE__ */ operation({
  name: 'withRules',
  shape: ([x]) => x!,
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'alias' },
  gradient: upstream => [upstream],
});

/**
 * Returns as many rows of a table as a value has positions in time, its last axis but one.
 *
 * - **Shape** `table: [length, …rest], x: […, time, width] → [time, …rest]`
 * - **Gradient** `∂table`: ∂y in its rows, zero below; a list of rows if the time has a name
 * - **Throws** `ShapeError` if the table is too short: when the node is built, or in a pass for a time with a name
 */
export function leadingRows(kind: string, table: Node, x: Node): Node {
  const [length] = table.shape as readonly [number];
  const time = x.shape.at(-2);
  if (typeof time === 'number') {
    checkTime(kind, x.shape, length);
    return time === length ? table : sliceAlong(table, 0, { from: 0, to: time });
  }
  const rows = operation({
    name: 'leadingRows',
    shape: ([whole, value]) => [checkTime(kind, value!, length), ...whole!.slice(1)],
    dtype: ([dtype]) => dtype!,
    kernel: { kind: 'view', shapeOnly: [1], strides: (_, strides) => [...strides] },
    call: inputs => ['leadingRows', kind, ...inputs],
    gradient: (upstream, [whole, value]) => [
      scatterAddLike(upstream, arange(value!.shape.at(-2)!, { like: value! }), whole!),
      undefined,
    ],
  });
  return rows(table, x);
}

/** The time of a shape, which must not be longer than a table. */
function checkTime(kind: string, shape: Shape, length: number): number | string {
  const time = shape.at(-2)!;
  if (typeof time === 'string' || time <= length) return time;
  throw new ShapeError(
    kind,
    [shape],
    `the time, the last axis but one, must be at most ${length}`,
    'Give it a larger length, or a shorter window.',
  );
}

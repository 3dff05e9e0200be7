import { ShapeError, type Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { arange } from '../operations/arange.ts';
import { scatterAddLike } from '../operations/gather.ts';
import { operation } from '../protocol/operation.ts';
import { sliceAlong } from './parts-of-axis.ts';

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

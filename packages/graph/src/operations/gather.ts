import { type Node, nodeOf, type Touched } from '../node/node.ts';
import { DtypeError, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { gathering, scattering } from '../interpreter/indices.ts';
import { gatherRows, scatterRows } from '../interpreter/touched-rows.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { Input } from '../sources/input.ts';
import { type Indices, sameNumbers } from '../protocol/dtype-rules.ts';
import type { ShapeOf } from '../protocol/operand.ts';
import { operation } from '../protocol/operation.ts';
import { axisGiven, replaced, type AxisIn, type AxisOption, type Replaced } from '../protocol/axes.ts';
import { sparseRows, type SparseRows } from '../node/sparse-rows.ts';
import { concat } from './concat.ts';
import { allMapped } from './reductions/sums-and-broadcasts.ts';
import { mergeAxes } from './movement/merge-axes.ts';
import { touchedRows, uniqueRows } from './indexing/touched-rows.ts';

// Gathering rows and adding to rows are each other's gradient, so they share a file.

/**
 * The elements at indices along an axis of a table, by default its rows.
 *
 * - **Shape** `table: [n, …rest], indices: I → [...I, …rest]`, or with I in place of another axis; indices int32
 * - **Gradient** `∂table`: ∂y added up at the indices, kept as a pair that {@link sparseRows} returns; none for the indices
 * - **Throws** `ShapeError` for a scalar table; `DtypeError` for indices that are not int32; `NumericError` in a pass, before
 *   anything is written, if an index is not in [0, n)
 *
 * @example
 * read(gather(constant([5, 6, 7]), constant([2, 0, 2], { dtype: 'int32' }))).toArray() // => [7, 5, 7]
 */
export function gather<T extends Shape, I extends Node, const O extends AxisOption = object>(
  table: Node<T>,
  indices: Indices<'gather: indices', I> & I,
  options?: O,
): Node<Replaced<T, AxisIn<O, 0>, ShapeOf<I>>> {
  const { shape } = nodeOf('gather', table as Node);
  if (shape.length === 0) throw new ShapeError('gather', [shape], 'the table must have rows', 'Give it an axis.');
  const axis = axisGiven('gather', shape, options, 0);
  return gatherAlong(table as Node, indices as Node, axis) as Node<Replaced<T, AxisIn<O, 0>, ShapeOf<I>>>;
}

function gatherAlong(table: Node, indices: Node, axis: number): Node {
  const apply = operation({
    name: 'gather',
    shape: ([from, at]) => replaced(from!, axis, ...at!),
    dtype: inputs => withIndices('gather', inputs[1]!, inputs[0]!),
    kernel: isPadded(indices) ? gatherRows(axis, { checked: true }) : gathering(axis),
    mapped: ([isTableMapped, isMapped]) => {
      if (isTableMapped) return isMapped ? undefined : ([tables, same]) => gatherAlong(tables!, same!, axis + 1);
      // Of one table the rows for all positions at once.
      return axis > 0 ? undefined : ([whole, all]) => gatherAlong(whole!, all!, axis);
    },
    call: inputs => ['gather', ...inputs, { axis }],
    gradient: (upstream, [from, at], found) => [scatterAlong(upstream, at!, from!, { axis, found }), undefined],
  });
  return apply(table, indices);
}

/**
 * Rows added up at their indices along an axis, by default the first, in the shape of another value and zero elsewhere.
 *
 * - **Shape** `rows: [...I, …rest], indices: I, like: [n, …rest] → [n, …rest]`, or with I in place of another axis
 * - **Gradient** `∂rows = gather(∂y, indices)`
 * - **Throws** `ShapeError` unless there is one row for each index; `DtypeError` for indices that are not int32;
 *   `NumericError` in a pass, before anything is written, if an index is not in [0, n)
 */
export function scatterAddLike<S extends Shape>(
  rows: Node,
  indices: Node,
  like: Node<S>,
  options: AxisOption = {},
): Node<S> {
  const axis =
    nodeOf('scatterAdd', like as Node).shape.length === 0 ? 0 : axisGiven('scatterAdd', like.shape, options, 0);
  return scatterAlong(rows, indices, like as Node, { axis }) as Node<S>;
}

/** Adds rows up at indices. `found` is the value gathered by the same indices from `like`, if there is one. */
function scatterAlong(
  rows: Node,
  indices: Node,
  like: Node,
  { axis, found }: { readonly axis: number; readonly found?: Node },
): Node {
  const apply = operation({
    name: 'scatterAdd',
    shape: ([from, at, table]) => {
      if (!sameShape(from!, replaced(table!, axis, ...at!)) || table!.length === 0)
        throw new ShapeError(
          'scatterAdd',
          [from!, at!, table!],
          'there must be one row of the table’s length for each index',
          'Check the shape of the rows.',
        );
      return table!;
    },
    dtype: inputs => withIndices('scatterAdd', inputs[1]!, sameNumbers('scatterAdd')([inputs[0]!, inputs[2]!])),
    kernel: isPadded(indices) ? scatterRows(axis, { checked: true }) : scattering(axis),
    mapped: isMapped =>
      isMapped[1]
        ? undefined
        : ([all, same, tables]) =>
            allMapped([isMapped[0]!, isMapped[2]!], inputs =>
              scatterAlong(inputs[0]!, same!, inputs[1]!, { axis: axis + 1 }),
            )([all!, tables!]),
    call: inputs => ['scatterAddLike', ...inputs, { axis }],
    gradient: (upstream, [, at]) => [gather(upstream, at!, { axis }), undefined, undefined],
    sparseAxis: axis,
    accumulate,
    touched: scatter => touched(scatter, found),
  });
  return apply(rows, indices, like);
}

/** Rows and indices with one axis for the indices. */
function inOneAxis({ rows, indices, axis }: SparseRows): { rows: Node; indices: Node } {
  const rank = indices.shape.length;
  return { rows: mergeAxes(rows, axis, axis + rank), indices: mergeAxes(indices, 0, rank) };
}

/** The rows that the sum is made of, each once. */
function touched(scatter: Node, found: Node | undefined): Touched {
  const pair = sparseRows(scatter)!;
  const { axis, indices } = pair;
  const table = scatter.inputs[2]!;
  if (isUnique(indices) && indices.shape.length === 1)
    return uniqueRows({
      ...pair,
      table,
      gather: other => (other === table && found !== undefined ? found : gatherAlong(other, indices, axis)),
    });
  return touchedRows({
    ...inOneAxis(pair),
    table,
    axis,
    accumulate: (rows, numbers) => scatterAddLike(rows, numbers, rows, { axis }),
  });
}

/** True if no element of a node comes twice in a value, except padding. */
function isUnique(node: Node): boolean {
  return (node as Partial<Input>).unique === true;
}

/** True if indices are padded: each is of a row of its own, or −1. */
function isPadded(indices: Node): boolean {
  const { padding } = indices as Partial<Input>;
  if (padding === undefined) return false;
  if (padding !== NONE || !isUnique(indices))
    throw new GraphError(
      indices.name,
      'indices that are filled up must be unique, and the padding −1',
      `padding ${padding}${isUnique(indices) ? '' : ', not unique'}`,
      'Declare the input with { unique: true, padding: -1 }.',
    );
  return true;
}

/** No row. */
const NONE = -1;

/** Several uses of one table are one pair of all their rows and indices. */
function accumulate(terms: readonly Node[]): Node | undefined {
  const like = terms[0]!.inputs[2]!;
  const { axis } = sparseRows(terms[0]!)!;
  const rows: Node[] = [];
  const indices: Node[] = [];
  for (const term of terms) {
    const pair = sparseRows(term);
    if (pair === undefined || pair.axis !== axis || term.inputs[2] !== like) return undefined;
    const flat = inOneAxis(pair);
    rows.push(flat.rows);
    indices.push(flat.indices);
  }
  return scatterAddLike(concat(rows, { axis }), concat(indices), like, { axis });
}

function withIndices<D>(name: string, indices: string, dtype: D): D {
  if (indices !== 'int32')
    throw new DtypeError(name, [indices as 'bool'], 'indices must be int32', 'Convert them with cast.');
  return dtype;
}

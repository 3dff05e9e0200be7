import type { Shape } from '@thalweg/tensor';
import * as loops from '../../interpreter/touched-rows.ts';
import type { Node, NodeOperation, Touched, Writable } from '../../node/node.ts';
import { operation } from '../../protocol/operation.ts';
import { replaced } from '../../protocol/axes.ts';
import { targetOf } from '../../sources/target-of.ts';
import { View } from '../../sources/register-parts.ts';

/** Rows by their indices along an axis of a table, as many as there are indices. */
interface RowsOfTable {
  readonly rows: Node;
  /** One axis, int32. */
  readonly indices: Node;
  readonly table: Node;
  readonly axis: number;
}

/** Rows of which several may have one index. */
interface RepeatedRows extends RowsOfTable {
  /** Adds rows up at their numbers, in the shape of the rows. */
  readonly accumulate: (rows: Node, numbers: Node) => Node;
}

/** Rows of which each has an index of its own. */
interface UniqueRows extends RowsOfTable {
  /** The rows at the indices in another table of that shape; fails for an index that is out of range. */
  readonly gather: (table: Node) => Node;
}

/** The rows themselves. */
export function uniqueRows({ rows, indices, table, axis, gather }: UniqueRows): Touched {
  return {
    rows,
    of: register => viewOf(register, { at: indices, axis, take: gather }),
    spread: rows => scatterRows(rows, indices, table, axis),
  };
}

/**
 * Each row once. There are as many places as indices, so that sizes do not depend on values: first the rows in the
 * order in which they came first, each with the sum of what came for it, then places without a row, where all is zero.
 */
export function touchedRows({ rows, indices, table, axis, accumulate }: RepeatedRows): Touched {
  const numbers = uniqueInverse(indices, table, axis);
  const at = unique(indices, numbers);
  return {
    rows: accumulate(rows, numbers),
    of: register => viewOf(register, { at, axis, take: whole => gatherRows(whole, at, axis) }),
    spread: rows => scatterRows(rows, at, table, axis),
  };
}

/** The indices of rows of a table, and the operation that reads them. */
export interface Places {
  readonly at: Node;
  readonly axis: number;
  readonly take: (table: Node) => Node;
  /** If true, a rule that writes the rows takes them too, by which their indices are checked. */
  readonly takesFirst?: boolean;
}

/** Some rows of a register, as rules see them. */
export function viewOf(whole: Writable, places: Places): Writable {
  const { at, axis, take, takesFirst = false } = places;
  const { register, inputs, write, as } = targetOf(whole);
  const { name } = whole;
  const taken = take(whole);
  const rows = { axis, at: inputs.length + 1, copy: loops.rowCopy(axis) };
  return new View(
    { name, shape: taken.shape, dtype: taken.dtype, inputs: [taken], operation: { ...same, name } },
    {
      register,
      inputs: takesFirst ? [...inputs, at, taken] : [...inputs, at],
      write: { ...write, rows },
      as: other => viewOf(as(other), places),
    },
  );
}

const same: Omit<NodeOperation, 'name'> = {
  kernel: { kind: 'alias' },
  shape: ([x]) => x!,
  gradient: upstream => [upstream],
};

/** For each index its number: equal ones have one number, from 0 in the order in which they first come. */
function uniqueInverse(indices: Node, table: Node, axis: number): Node {
  return operation({
    name: 'uniqueInverse',
    shape: ([at]) => at!,
    dtype: ([dtype]) => dtype!,
    kernel: loops.uniqueInverse(axis),
    gradient: () => [],
  })(indices, table);
}

/** The index of each number, then −1 for as many as came again. */
const unique = /* @__PURE__ */ operation({
  name: 'unique',
  shape: ([at]) => at!,
  kernel: loops.unique,
  gradient: () => [],
});

function gatherRows(table: Node, at: Node, axis: number): Node {
  return operation({
    name: 'gatherRows',
    shape: ([from, places]): Shape => replaced(from!, axis, ...places!),
    dtype: ([dtype]) => dtype!,
    kernel: loops.gatherRows(axis),
    gradient: (upstream, [from, places]) => [scatterRows(upstream, places!, from!, axis)],
  })(table, at);
}

function scatterRows(rows: Node, at: Node, table: Node, axis: number): Node {
  return operation({
    name: 'scatterRows',
    shape: inputs => inputs[2]!,
    dtype: ([dtype]) => dtype!,
    kernel: loops.scatterRows(axis),
    gradient: (upstream, [, places]) => [gatherRows(upstream, places!, axis)],
  })(rows, at, table);
}

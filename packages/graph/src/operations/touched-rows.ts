import type { Shape } from '@thalweg/tensor';
import { listing, numbering, rowCopy, spreading, taking } from '../interpreter/touched.ts';
import type { Node, NodeRule, Touched, Writable } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { replaced } from '../shape/axis.ts';
import { targetOf } from '../sources/target-of.ts';
import { View } from '../sources/view.ts';

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
    spread: rows => spread(rows, indices, table, axis),
  };
}

/**
 * Each row once. There are as many places as indices came, so that sizes do not hang on values: first the rows in the
 * order in which they came first, each with the sum of what came for it, then places without a row, where all is zero.
 */
export function touchedRows({ rows, indices, table, axis, accumulate }: RepeatedRows): Touched {
  const numbers = number(indices, table, axis);
  const at = list(indices, numbers);
  return {
    rows: accumulate(rows, numbers),
    of: register => viewOf(register, { at, axis, take: whole => take(whole, at, axis) }),
    spread: rows => spread(rows, at, table, axis),
  };
}

/** Where rows of a table are, and how they are read. */
interface Places {
  readonly at: Node;
  readonly axis: number;
  readonly take: (table: Node) => Node;
}

/** Some rows of a register, as rules see them. */
function viewOf(whole: Writable, places: Places): Writable {
  const { at, axis, take } = places;
  const { register, inputs, write, as } = targetOf(whole);
  const { name } = whole;
  const taken = take(whole);
  const rows = { axis, at: inputs.length + 1, copy: rowCopy(axis) };
  return new View(
    { name, shape: taken.shape, dtype: taken.dtype, inputs: [taken], rule: { ...same, name } },
    {
      register,
      inputs: [...inputs, at],
      write: { ...write, rows },
      as: other => viewOf(as(other), places),
    },
  );
}

const same: Omit<NodeRule, 'name'> = {
  kernel: { kind: 'alias' },
  shape: ([x]) => x!,
  gradient: upstream => [upstream],
};

function number(indices: Node, table: Node, axis: number): Node {
  return operation({
    name: 'number',
    shape: ([at]) => at!,
    dtype: ([dtype]) => dtype!,
    kernel: numbering(axis),
    gradient: () => [],
  })(indices, table);
}

const list = /* @__PURE__ */ operation({ name: 'list', shape: ([at]) => at!, kernel: listing, gradient: () => [] });

function take(table: Node, at: Node, axis: number): Node {
  return operation({
    name: 'take',
    shape: ([from, places]): Shape => replaced(from!, axis, ...places!),
    dtype: ([dtype]) => dtype!,
    kernel: taking(axis),
    gradient: (upstream, [from, places]) => [spread(upstream, places!, from!, axis)],
  })(table, at);
}

function spread(rows: Node, at: Node, table: Node, axis: number): Node {
  return operation({
    name: 'spread',
    shape: inputs => inputs[2]!,
    dtype: ([dtype]) => dtype!,
    kernel: spreading(axis),
    gradient: (upstream, [, places]) => [take(upstream, places!, axis)],
  })(rows, at, table);
}

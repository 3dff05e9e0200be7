import type { Shape } from '@thalweg/tensor';
import { listing, numbering, rowCopy, spreading, taking } from '../interpreter/touched.ts';
import type { Node, Touched } from '../node.ts';
import { operation } from '../operation.ts';
import type { Writable } from '../register.ts';
import { replaced } from '../shape/axis.ts';
import { targetOf } from '../target-of.ts';
import { View } from '../view.ts';

/** Rows by their indices along an axis of a table, as many as there are indices. */
export interface RowsOfTable {
  readonly rows: Node;
  /** One axis, int32. */
  readonly indices: Node;
  readonly table: Node;
  readonly axis: number;
  /** Adds rows up at their numbers, in the shape of the rows. */
  readonly addUp: (rows: Node, numbers: Node) => Node;
}

/**
 * Each row once. There are as many places as indices came, so that sizes do not hang on values: first the rows in the
 * order in which they came first, each with the sum of what came for it, then places without a row, where all is zero.
 */
export function touchedRows({ rows, indices, table, axis, addUp }: RowsOfTable): Touched {
  const numbers = number(indices, table, axis);
  const at = list(indices, numbers);
  return {
    rows: addUp(rows, numbers),
    of: register => viewOf(register, at, axis),
    spread: rows => spread(rows, at, table, axis),
  };
}

/** Some rows of a register, as rules see them. */
function viewOf(whole: Writable, at: Node, axis: number): Writable {
  const { register, inputs, write, as } = targetOf(whole);
  const { name, shape, dtype, rule, inputs: own } = take(whole, at, axis);
  const rows = { axis, at: inputs.length + 1, copy: rowCopy(axis) };
  return new View(
    { name: whole.name, shape, dtype, inputs: own, rule: { ...rule!, name } },
    {
      register,
      inputs: [...inputs, at],
      write: { ...write, rows },
      as: other => viewOf(as(other), at, axis),
    },
  );
}

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

import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import type { OperationRow } from '../laws/operation-row.ts';
import { at, indicesOf, plain, type Plain } from '../laws/plain.ts';

/** The ends of int32, and numbers whose products float64 does not hold. */
const WILD = [-(2 ** 31), -(2 ** 31) + 1, -1_999_999_973, -65_537, -46_341, -3, -1, 0, 1, 2, 46_341, 65_537, 1_999_999_973, 2 ** 31 - 1]; // prettier-ignore

/** Every one of them in turn, at a pace of one's own. */
const whole = (shape: Sizes, pace: number): Plain => ({
  shape,
  data: indicesOf(shape).map((_, n) => WILD[Math.floor(n / pace) % WILD.length]!),
  dtype: 'int32',
});

/** A whole number of any size in 32 bits of two's complement. */
const wrapped = (exact: bigint): number => Number(BigInt.asIntN(32, exact));

const big = (x: Plain, index: readonly number[]): bigint => BigInt(at(x, index));

const shapes: readonly Sizes[] = [[WILD.length ** 2], [0], [1], [], [3, 5]];

/** A row of an elementwise operation of int32, by its formula over whole numbers of any size. */
function elementwise(name: string, apply: (...inputs: Node[]) => Node, of: (a: bigint, b: bigint) => bigint): OperationRow {
  const arity = apply.length;
  return {
    name,
    variant: 'of int32',
    apply,
    naive: (...inputs) => plain(inputs[0]!.shape, index => wrapped(of(big(inputs[0]!, index), big(inputs.at(-1)!, index))), 'int32'),
    cases: shapes.map(shape => [whole(shape, 1), whole(shape, WILD.length)].slice(0, arity)),
    gradient: 'refused',
  };
} // prettier-ignore

/** A row of a reduction of the last axis of int32. */
function reduction(name: string, apply: (x: Node) => Node, of: (a: bigint, b: bigint) => bigint, none: bigint): OperationRow {
  return {
    name,
    variant: 'of int32',
    apply,
    naive: x => plain(x!.shape.slice(0, -1), index => wrapped(Array.from({ length: x!.shape.at(-1)! }, (_, k) => big(x!, [...index, k])).reduce(of, none)), 'int32'),
    cases: ([[5, 14], [3, 0], [0, 3], [7, 1], [2, 3, 9]] as const).map((shape, n) => [whole(shape, n + 1)]),
    gradient: 'refused',
  };
} // prettier-ignore

/** Operations of int32, which are exact in two's complement. */
export const wholeRows: readonly OperationRow[] = [
  elementwise('mul', (a, b) => graph.mul(a!, b!), (a, b) => a * b),
  elementwise('add', (a, b) => graph.add(a!, b!), (a, b) => a + b),
  elementwise('sub', (a, b) => graph.sub(a!, b!), (a, b) => a - b),
  elementwise('square', x => graph.square(x!), x => x * x),
  elementwise('neg', x => graph.neg(x!), x => -x),
  elementwise('abs', x => graph.abs(x!), x => (x < 0n ? -x : x)),
  reduction('sum', x => graph.sum(x, { axes: -1 }), (a, b) => a + b, 0n),
  reduction('prod', x => graph.prod(x, { axes: -1 }), (a, b) => a * b, 1n),
  {
    name: 'matmul',
    variant: 'of int32',
    apply: (a, b) => graph.matmul(a!, b!),
    naive: (a, b) => plain([a!.shape[0]!, b!.shape[1]!], ([i, j]) => wrapped(Array.from({ length: a!.shape[1]! }, (_, k) => big(a!, [i!, k]) * big(b!, [k, j!])).reduce((sum, x) => sum + x, 0n)), 'int32'),
    cases: ([[3, 5, 4], [1, 9, 1], [7, 14, 6], [2, 0, 2], [0, 2, 3]] as const).map(([m, k, n]) => [whole([m, k], 1), whole([k, n], 3)]),
    gradient: 'refused',
  },
]; // prettier-ignore

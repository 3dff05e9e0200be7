import type { Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import type { OperationRow } from '../laws/operation-row.ts';
import { drawn, map, type Plain } from '../laws/plain.ts';

type Range = readonly [low: number, high: number];
type Apply = (...inputs: Node[]) => Node;

const real: Range = [-2, 2];

/** Where roots, logarithms and quotients are defined. */
export const positive: Range = [0.2, 3];

const single: readonly Sizes[] = [[2, 3], [1], [600]];

/** Shapes of two operands. */
const pairs: readonly (readonly [Sizes, Sizes])[] = [[[2, 3], [2, 3]], [[2, 3], [3]], [[2, 1, 2], [3, 1]], [[1], [1]], [[2, 300], [300]]]; // prettier-ignore

/** What is special about a row. */
type Special = Partial<OperationRow> & {
  /** Where its operands lie, each from −2 to 2 by default. */
  readonly ranges?: readonly Range[];
};

/** A row of an operation of one operand. */
export function unary(name: string, apply: Apply, of: (x: number) => number, special: Special = {}): OperationRow {
  const { ranges: [range = real] = [], ...rest } = special;
  const cases = single.map((shape, seed) => [awayFromZero(drawn(shape, seed, ...range))]);
  return { name, apply, naive: map(of), cases, gradient: 'passes', elementwise: true, ...rest };
}

/** A row of an operation of two operands. */
export function binary(
  name: string,
  apply: Apply,
  of: (a: number, b: number) => number,
  special: Special = {},
): OperationRow {
  const { ranges: [left = real, right = real] = [], ...rest } = special;
  const cases = pairs.map(([a, b], seed) => [drawn(a, seed, ...left), awayFromZero(drawn(b, seed + 50, ...right))]);
  return { name, apply, naive: map(of), cases, gradient: 'passes', elementwise: true, ...rest };
}

/** A row of a comparison, tried at small whole numbers of which some are equal. */
export function comparison(name: string, apply: Apply, of: (a: number, b: number) => boolean): OperationRow {
  const whole = (shape: Sizes, seed: number): Plain => {
    const { data } = drawn(shape, seed, 0, 3);
    return { shape, data: data.map(Math.floor), dtype: 'real' };
  };
  const cases = pairs.map(([a, b], seed) => [whole(a, seed), whole(b, seed + 50)]);
  const naive = map((a, b) => Number(of(a!, b!)), 'bool');
  return { name, apply, naive, cases, gradient: 'refused', elementwise: true };
}

/** A row of what tells kinds of numbers apart: it has a value for NaN. */
export function kindOfNumber(name: string, apply: Apply, of: (x: number) => boolean): OperationRow {
  const naive = map(x => Number(of(x!)), 'bool');
  return { ...unary(name, apply, Number), naive, gradient: 'refused', notFinite: 'formula' };
}

/** A row of an operation of so many flags. */
export function flags(
  name: string,
  count: 1 | 2,
  apply: (inputs: readonly Node[]) => Node,
  of: (a: boolean, b: boolean) => boolean,
): OperationRow {
  const drawnFlags = (shape: Sizes, seed: number): Plain => ({
    shape,
    data: drawn(shape, seed, 0, 2).data.map(Math.floor),
    dtype: 'bool',
  });
  const cases = pairs.map(shapes => shapes.slice(0, count).map((shape, place) => drawnFlags(shape, 3 * place + 1)));
  const naive = map((a, b) => Number(of(a === 1, b === 1)), 'bool');
  return { name, apply: (...inputs) => apply(inputs), naive, cases, gradient: 'refused', elementwise: true };
}

/** Moves what is close to 0, where some have a kink, away from it. */
function awayFromZero(x: Plain): Plain {
  return { ...x, data: x.data.map(value => (Math.abs(value) < 0.01 ? value + 0.125 : value)) };
}

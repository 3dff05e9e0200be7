import * as graph from '@thalweg/graph';
import type { Node, QuantileMethod } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import type { OperationRow } from '../laws/operation-row.ts';
import { drawn, plain, type Plain } from '../laws/plain.ts';
import { along } from './reduction-rows.ts';

interface Over {
  readonly axes?: readonly number[];
  readonly keep?: boolean;
}

/** The element at a position in rising order, and what a method takes of two. */
function quantileOf(elements: readonly number[], q: number, method: QuantileMethod = 'linear'): number {
  if (elements.some(Number.isNaN)) return NaN;
  const sorted = [...elements].sort((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const [low, high] = [Math.floor(position), Math.ceil(position)];
  const middle = (low + high) / 2;
  const even = low % 2 === 0 ? low : high;
  const taken = {
    linear: position,
    lower: low,
    higher: high,
    nearest: position === middle ? even : position < middle ? low : high,
    midpoint: middle,
  }[method];
  const share = taken - Math.floor(taken);
  const [a, b] = [sorted[Math.floor(taken)]!, sorted[Math.ceil(taken)]!];
  return share === 0 ? a : a * (1 - share) + b * share;
}

/** Standard deviation. */
function deviationOf(elements: readonly number[], correction: number): number {
  const mean = elements.reduce((a, b) => a + b, 0) / elements.length;
  return Math.sqrt(elements.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (elements.length - correction));
}

/** A reduction whose result may have one axis more before those that are left. */
function reduction(name: string, variant: string, apply: (x: Node, over: Over) => Node, of: (elements: readonly number[]) => readonly number[] | number, x: Plain, over: Over): OperationRow {
  const rank = x.shape.length;
  const positions = (over.axes ?? x.shape.map((_, axis) => axis)).map(axis => (axis < 0 ? axis + rank : axis));
  return {
    name,
    variant: `${variant} of [${x.shape.join()}] ${JSON.stringify(over)}`,
    apply: input => apply(input!, over),
    naive: input => {
      const left = input!.shape.filter((_, axis) => !positions.includes(axis));
      const shape = over.keep === true ? input!.shape.map((size, axis) => (positions.includes(axis) ? 1 : size)) : left;
      const probe = of([0]);
      const several = typeof probe === 'number' ? [] : [probe.length];
      const found = plain([...several, ...left], index => {
        const values = of(along(input!, positions, index.slice(several.length)));
        return typeof values === 'number' ? values : values[index[0]!]!;
      });
      return { ...found, shape: [...several, ...shape] };
    },
    cases: [[x]],
    gradient: 'passes',
  };
} // prettier-ignore

const overs: readonly (readonly [Sizes, Over])[] = [
  [[5], {}],
  [[4], {}],
  [[2, 3], { axes: [1] }],
  [[4, 3], { axes: [0], keep: true }],
  [[2, 3, 2], { axes: [0, -1] }],
  [[2, 3, 2], { axes: [1], keep: true }],
  [[2, 3, 2], {}],
  [[1, 1], { axes: [1] }],
  [[0, 3], { axes: [1] }],
  [[3, 2], { axes: [] }],
  [[2, 50], { axes: [1] }],
];

const methods = ['lower', 'higher', 'nearest', 'midpoint'] as const;

const several = [0, 0.25, 1 / 3, 0.5, 0.9, 1];

function rowsOver(x: Plain, over: Over): OperationRow[] {
  const quantile = (variant: string, q: number | readonly number[], method?: QuantileMethod): OperationRow =>
    reduction('quantile', variant, (input, options) => graph.quantile(input, q, { ...options, ...(method && { method }) }) as Node,
      elements => (typeof q === 'number' ? quantileOf(elements, q, method) : q.map(one => quantileOf(elements, one, method))), x, over);
  const corrected = reduction('std', 'corrected', (input, options) => graph.std(input, { ...options, correction: 1 }), elements => deviationOf(elements, 1), x, over);
  return [
    reduction('median', '', (input, options) => graph.median(input, options), elements => quantileOf(elements, 0.5), x, over),
    quantile('0.3', 0.3),
    quantile('several', several),
    ...(x.shape[0]! > 3 || x.shape[1]! > 2 ? methods.map(method => quantile(`several ${method}`, several, method)) : []),
    reduction('std', '', (input, options) => graph.std(input, options), elements => deviationOf(elements, 0), x, over),
    // Of one element nothing is left to divide by.
    ...(over.axes?.length === 0 || x.shape[1] === 1 ? [] : [corrected]),
  ];
} // prettier-ignore

/** Quantiles and standard deviations. */
export const quantileRows: readonly OperationRow[] = overs.flatMap(([shape, over], seed) =>
  rowsOver(drawn(shape, seed), over),
);

import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import type { OperationRow } from '../laws/operation-row.ts';
import { drawn, plain, type Plain } from '../laws/plain.ts';
import { few, lineOf } from './ordering-rows.ts';

interface Running {
  readonly axis?: number;
  readonly reverse?: boolean;
  readonly exclusive?: boolean;
}

/** What a running operation has of the elements that it has met, the last of them at the end. */
type Met = (met: readonly number[]) => number;

const cases: readonly (readonly [Sizes, number | undefined])[] = [
  [[2, 3], undefined],
  [[2, 3], 0],
  [[4], 0],
  [[2, 3, 2], 1],
  [[2, 1], 1],
  [[0, 3], 0],
  [[0, 3], 1],
  [[3, 40], 1],
];

function running(name: string, apply: (x: Node, options: Running) => Node, of: Met, x: Plain, options: Running, note = ''): OperationRow {
  const { axis = -1, reverse = false, exclusive = false } = options;
  const position = axis < 0 ? axis + x.shape.length : axis;
  const isPlace = name === 'cummax' || name === 'cummin' ? note === 'indices' : false;
  return {
    name,
    variant: [`[${x.shape.join()}]`, JSON.stringify(options), note].join(' ').trim(),
    apply: input => apply(input!, options),
    naive: input => plain(input!.shape, index => {
      const line = lineOf(input!, position, index);
      const place = reverse ? line.length - 1 - index[position]! : index[position]!;
      const found = of((reverse ? [...line].reverse() : line).slice(0, place + (exclusive ? 0 : 1)));
      return isPlace && reverse ? line.length - 1 - found : found;
    }, isPlace ? 'int32' : x.dtype),
    cases: [[x]],
    gradient: isPlace || x.dtype === 'int32' ? 'refused' : 'passes',
  };
} // prettier-ignore

const product: Met = met => met.reduce((a, b) => a * b, 1);
const total: Met = met => met.reduce((a, b) => a + b, 0);
const logOfSum: Met = met => Math.log(total(met.map(Math.exp)));

/** The place of the extreme element, the latest of equals; the latest NaN, if there is one. */
const placeOf = (best: (...of: number[]) => number): Met => met => {
  const most = best(...met);
  return met.map(x => Object.is(x, most) || x === most).lastIndexOf(true);
}; // prettier-ignore

const ways: readonly Running[] = [{}, { reverse: true }];

/** Lines in which no, one, several and all elements are zero. */
const zeros: Plain = { shape: [5, 3], data: [2, -3, 0.5, 0, 2, 3, 4, 0, 0, 0, 0, 0, -0, 1, 2], dtype: 'real' };

function extremes(name: 'cummax' | 'cummin', options: Running, x: Plain): OperationRow[] {
  const best = name === 'cummax' ? Math.max : Math.min;
  return [
    running(name, (input, given) => graph[name](input, given).values, met => best(...met), x, options, 'values'),
    running(name, (input, given) => graph[name](input, given).indices, placeOf(best), x, options, 'indices'),
    running(name, (input, given) => graph[name](input, given).indices, placeOf(best), few(x.shape, 5), options, 'indices'),
  ];
} // prettier-ignore

/** Operations that run along an axis and keep what they have met. */
export const runningRows: readonly OperationRow[] = cases.flatMap(([shape, axis], seed) => {
  const [x, given] = [drawn(shape, seed), axis === undefined ? {} : { axis }];
  return ways.flatMap(way => {
    const [options, without] = [{ ...given, ...way }, { ...given, ...way, exclusive: true }];
    return [
      running('cumprod', graph.cumprod, product, x, options),
      running('cumprod', graph.cumprod, product, x, without),
      running('cumsum', graph.cumsum, total, x, without),
      ...extremes('cummax', options, x),
      ...extremes('cummin', options, x),
      running('logCumSumExp', graph.logCumSumExp, logOfSum, x, options),
    ];
  });
}).concat(
  [0, 1].flatMap(axis => ways.flatMap(way => [{}, { exclusive: true }].map(more => running('cumprod', graph.cumprod, product, zeros, { axis, ...way, ...more }, 'with zeros')))),
); // prettier-ignore

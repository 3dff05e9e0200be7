import {
  exponentialMoments,
  mergeStatistics,
  quantileSketch,
  runningCount,
  runningMaximum,
  runningMean,
  runningMinimum,
  runningQuantile,
  runningSum,
  runningVariance,
  stateful,
  windowedExtremes,
  windowedMoments,
  windowedQuantile,
  type Statistic,
} from '@thalweg/online';
import type { OnlineRow } from '../laws/online-row.ts';
import { scatter } from './example.ts';

/** Numbers, every ninth of which is not known, some of them zeros and twins. */
const item = (number: number): number =>
  number % 9 === 4 ? NaN : number % 11 === 0 ? (number % 2 === 0 ? 0 : -0) : Math.round(400 * scatter(number)) / 4 - 50;

const infinite = { 'an infinite number': Infinity, 'a number below all': -Infinity };

/** A statistic, what it says of 3, NaN and 1, and before any number. */
function row(
  make: () => Statistic,
  [before, ...ofThree]: readonly [before: number, number, number, number],
  bound: number,
  of: readonly string[] = [],
): OnlineRow<number> {
  const { name } = make();
  return {
    name: 'stateful',
    variant: `of ${[name, ...of].join(' of ')}`,
    of: [name, ...of],
    make: () => {
      const operator = stateful(make());
      return { operator, parts: { operator } };
    },
    item,
    bound,
    gives: {
      'NaN, which teaches nothing': [
        [NaN, 3, NaN, 1],
        [before, ...ofThree],
      ],
    },
    refuses: infinite,
  };
}

/** The sum of a shard of no numbers and another one, which goes on. */
const mergedRow: OnlineRow<number> = {
  ...row(runningSum, [0, 3, 3, 4], 400),
  name: 'mergeStatistics',
  make: () => {
    const [here, there] = [stateful(runningSum()), stateful(runningSum())];
    const operator = mergeStatistics(runningSum(), [here.save(), there.save()]);
    return { operator, parts: { operator } };
  },
};

/** The statistics, as steps that a stream is taken through. */
export const statisticRows: readonly OnlineRow<number>[] = [
  row(runningCount, [0, 1, 1, 2], 400),
  row(runningSum, [0, 3, 3, 4], 400),
  row(runningMean, [NaN, 3, 3, 2], 400, ['allMoments']),
  row(() => runningMean(exponentialMoments({ alpha: 0.5 })), [NaN, 3, 3, 5 / 3], 450, ['exponentialMoments']),
  row(runningVariance, [NaN, 0, 0, 1], 400),
  row(() => runningVariance(windowedMoments(50)), [NaN, 0, 0, 1], 1200, ['windowedMoments']),
  row(runningMinimum, [NaN, 3, 3, 1], 400, ['allExtremes']),
  row(runningMaximum, [NaN, 3, 3, 3], 400),
  row(() => runningMinimum(windowedExtremes(50)), [NaN, 3, 3, 1], 1300, ['windowedExtremes']),
  row(() => runningQuantile(0.25), [NaN, 3, 3, 1.5], 500),
  row(
    () => quantileSketch(0.25, { accuracy: 0.01, octaves: 2 }),
    [NaN, (2 * 3 * 3.04) / 6.04, (2 * 3 * 3.04) / 6.04, (2 * 1.02) / 2.02],
    2200,
  ),
  mergedRow,
  row(() => windowedQuantile(0.25, 50), [NaN, 3, 3, 1.5], 1300),
];

/** A step of one's own, whose state has everything that a state may have. */
export const ownStepRow: OnlineRow<number> = {
  name: 'stateful',
  variant: 'of a step with all kinds of states',
  make: () => {
    const operator = stateful({
      name: 'own',
      settings: { length: 8, zero: -0 },
      initial: () => ({
        last: new Map<string | number, number>(),
        ring: new Float32Array(8),
        flags: new Uint8Array(2),
        whole: { count: 0, text: '', list: [NaN, -0, Infinity] as unknown[], nothing: undefined as unknown, $: null },
      }),
      step: (state, x: number) => {
        const { whole, ring, last, flags } = state;
        ring[whole.count % 8] = x;
        flags[whole.count % 2] = x > 0 ? 1 : 0;
        last.delete(whole.count % 5);
        last.set(whole.count % 5, x);
        last.set(`${whole.count % 3}`, ring[(whole.count + 1) % 8]!);
        whole.list = [x, whole.text, [whole.list.length], { x }];
        whole.text = `${x}`;
        whole.count++;
        return [...last, ring.slice(), whole.count];
      },
    });
    return { operator, parts: { operator } };
  },
  item,
  bound: 900,
};

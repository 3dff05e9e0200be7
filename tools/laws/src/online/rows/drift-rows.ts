import { input, mul, parameter, square, sub, type Node } from '@thalweg/graph';
import {
  adwin,
  ddm,
  drift,
  eddm,
  forgetOnDrift,
  hddmA,
  hddmW,
  kswin,
  learn,
  onDrift,
  pageHinkley,
  raiseRateOnDrift,
  type Detector,
} from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { merge } from 'rxjs';
import type { OnlineRow } from '../laws/online-row.ts';
import { scatter } from './example.ts';

/** Errors, whose rate goes up and down every 40 items. */
const item = (number: number): number => Number(scatter(number, 6) < (Math.floor(number / 40) % 2 === 0 ? 0.1 : 0.9));

const any = <S extends object>(detector: Detector<S>): Detector<object> => detector as unknown as Detector<object>;

const detectors: readonly (readonly [make: () => Detector<object>, bound: number])[] = [
  [() => any(adwin({ every: 4 })), 2600],
  [() => any(ddm({ warmUp: 10 })), 600],
  [() => any(eddm({ warmUp: 5 })), 600],
  [() => any(hddmA({ direction: 'both' })), 700],
  [() => any(hddmW({ direction: 'both' })), 1200],
  [() => any(kswin({ window: 40, newest: 15, alpha: 0.01, seed: 3 })), 850],
  [() => any(pageHinkley({ threshold: 3, warmUp: 5, direction: 'both' })), 600],
];

const unbounded = ['kswin', 'pageHinkley'];

const refused = (name: string): OnlineRow<number>['refuses'] => ({
  NaN,
  'an infinite number': Infinity,
  ...(unbounded.includes(name) ? {} : { 'a number above 1': 2, 'a number below 0': -0.1 }),
});

const itself = { of: (x: number) => x };
const sensitive = (): Detector<object> => any(hddmW({ direction: 'both' }));

/** A small model that is learned elsewhere. */
function learning() {
  const prediction = mul(parameter(0.5), input('x', []));
  return learn({ prediction, loss: square(sub(prediction, input('y', []))) as Node as Node<readonly []> }, adagrad());
}

/** The operators that watch, with every detector. */
export const driftRows: readonly OnlineRow<number>[] = [
  ...detectors.map(([make, bound]): OnlineRow<number> => {
    const { name } = make();
    return {
      name: 'drift',
      variant: `by ${name}`,
      of: [name],
      make: () => {
        const operator = drift(make());
        return { operator, parts: { operator } };
      },
      item,
      bound,
      refuses: refused(name)!,
    };
  }),
  {
    name: 'onDrift',
    make: () => {
      const operator = onDrift(sensitive(), { ...itself, react: () => {} });
      return { operator, parts: { operator } };
    },
    item,
    bound: 1200,
    refuses: refused('hddmW')!,
  },
  {
    name: 'raiseRateOnDrift',
    make: () => {
      const operator = raiseRateOnDrift(sensitive(), { ...itself, learningRate: 0.1, factor: 20, halfLife: 10 });
      return {
        operator,
        parts: { operator },
        readings: { learningRate: items$ => merge(operator.learningRate, items$) },
      };
    },
    item,
    bound: 1500,
    refuses: refused('hddmW')!,
  },
  {
    name: 'forgetOnDrift',
    make: () => {
      const learned = learning();
      const operator = forgetOnDrift(sensitive(), { ...itself, learning: learned, forget: 'everything' });
      return { operator, parts: { operator, learned } };
    },
    item,
    bound: 2000,
    refuses: refused('hddmW')!,
  },
];

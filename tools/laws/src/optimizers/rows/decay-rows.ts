import {
  constantRate,
  cosineDecay,
  exponentialDecay,
  type ExponentialDecayOptions,
  inverseTimeDecay,
  multiStepDecay,
  type MultiStepDecayOptions,
  piecewise,
  polynomialDecay,
  type PolynomialDecayOptions,
  stepDecay,
  type StepDecayOptions,
} from '@thalweg/optim';
import { cosines } from './reference.ts';
import { ratesOf } from './schedule-reference.ts';
import type { ScheduleRow } from '../laws/schedule-row.ts';

export const constantRateRows: readonly ScheduleRow[] = [
  {
    name: 'constantRate',
    make: () => constantRate(0.3),
    formula: () => 0.3,
    noReference: 'one number',
    refuses: [[() => constantRate(-0.1), 'learningRate: must be finite and at least 0, got -0.1']],
  },
];

export const stepDecayRows: readonly ScheduleRow[] = ratesOf<Required<StepDecayOptions>>('stepDecay').map(
  ({ rate, options, rates, how }) => ({
    name: 'stepDecay',
    variant: how,
    make: () => stepDecay(rate, options),
    formula: step => rate * options.factor ** ((step - 1 - ((step - 1) % options.every)) / options.every),
    rates,
    refuses: [
      [() => stepDecay(-1, options), 'stepDecay: rate: must be finite and at least 0, got -1'],
      [() => stepDecay(rate, { every: 0 }), 'stepDecay: every: must be a whole number from 1 on, got 0'],
      [() => stepDecay(rate, { every: 2.5 }), 'stepDecay: every: must be a whole number from 1 on, got 2.5'],
      [() => stepDecay(rate, { every: 2, factor: NaN }), 'stepDecay: factor: must be finite and at least 0, got NaN'],
    ],
  }),
);

export const multiStepDecayRows: readonly ScheduleRow[] = ratesOf<Required<MultiStepDecayOptions>>(
  'multiStepDecay',
).map(({ rate, options, rates, how }) => ({
  name: 'multiStepDecay',
  variant: how,
  make: () => multiStepDecay(rate, options),
  formula: step => rate * options.factor ** options.at.filter(after => step > after).length,
  rates,
  refuses: [
    [() => multiStepDecay(NaN, options), 'multiStepDecay: rate: must be finite and at least 0, got NaN'],
    [() => multiStepDecay(rate, { at: [3, 3] }), 'multiStepDecay: at: must rise, got 3, 3'],
    [() => multiStepDecay(rate, { at: [0] }), 'multiStepDecay: at: must be a whole number from 1 on, got 0'],
    [
      () => multiStepDecay(rate, { at: [3], factor: -1 }),
      'multiStepDecay: factor: must be finite and at least 0, got -1',
    ],
  ],
}));

export const piecewiseRows: readonly ScheduleRow[] = [
  {
    name: 'piecewise',
    make: () => piecewise({ at: [2, 3, 17], rates: [0.1, 0.4, 0, 0.2] }),
    formula: step => (step <= 2 ? 0.1 : step === 3 ? 0.4 : step <= 17 ? 0 : 0.2),
    noReference: 'PyTorch has only multiples of a first rate, for which multiStepDecay has its rates',
    refuses: [
      [() => piecewise({ at: [], rates: [-1] }), 'piecewise: rates: must be finite and at least 0, got -1'],
      [
        () => piecewise({ at: [2], rates: [1] }),
        'piecewise: rates: must be one more than changes, got 1 rates and 1 changes',
      ],
      [
        () => piecewise({ at: [], rates: [] }),
        'piecewise: rates: must be one more than changes, got 0 rates and 0 changes',
      ],
      [() => piecewise({ at: [3, 2], rates: [1, 1, 1] }), 'piecewise: at: must rise, got 3, 2'],
      [() => piecewise({ at: [1.5], rates: [1, 1] }), 'piecewise: at: must be a whole number from 1 on, got 1.5'],
    ],
  },
  {
    name: 'piecewise',
    variant: 'of one piece',
    make: () => piecewise({ at: [], rates: [0.25] }),
    formula: () => 0.25,
    noReference: 'one number',
    refuses: [],
  },
];

export const exponentialDecayRows: readonly ScheduleRow[] = ratesOf<ExponentialDecayOptions>('exponentialDecay').map(
  ({ rate, options, rates, how }) => ({
    name: 'exponentialDecay',
    variant: how,
    make: () => exponentialDecay(rate, options),
    formula: step => rate * options.factor ** (step - 1),
    rates,
    refuses: [
      [() => exponentialDecay(-1, options), 'exponentialDecay: rate: must be finite and at least 0, got -1'],
      [
        () => exponentialDecay(rate, { factor: Infinity }),
        'exponentialDecay: factor: must be finite and at least 0, got Infinity',
      ],
    ],
  }),
);

export const inverseTimeDecayRows: readonly ScheduleRow[] = [0, 0.25].map(decay => ({
  name: 'inverseTimeDecay',
  variant: `with k = ${decay}`,
  make: () => inverseTimeDecay(0.3, { decay }),
  formula: step => 0.3 / (1 + decay * (step - 1)),
  noReference: 'PyTorch has no schedule of this form',
  refuses: [
    [() => inverseTimeDecay(NaN, { decay }), 'inverseTimeDecay: rate: must be finite and at least 0, got NaN'],
    [() => inverseTimeDecay(0.3, { decay: -1 }), 'inverseTimeDecay: decay: must be finite and at least 0, got -1'],
  ],
}));

export const polynomialDecayRows: readonly ScheduleRow[] = ratesOf<PolynomialDecayOptions>('polynomialDecay').map(
  ({ rate, options, rates, how }) => ({
    name: 'polynomialDecay',
    variant: how,
    make: () => polynomialDecay(rate, options),
    formula: step => {
      const { steps = NaN, power = 1, final = 0 } = options;
      return step > steps ? final : final + (rate - final) * (1 - (step - 1) / steps) ** power;
    },
    rates,
    refuses: [
      [() => polynomialDecay(-1, options), 'polynomialDecay: rate: must be finite and at least 0, got -1'],
      [() => polynomialDecay(rate, { steps: 0 }), 'polynomialDecay: steps: must be finite and at least 1, got 0'],
      [
        () => polynomialDecay(rate, { steps: 9, power: -1 }),
        'polynomialDecay: power: must be finite and at least 0, got -1',
      ],
      [
        () => polynomialDecay(rate, { steps: 9, final: NaN }),
        'polynomialDecay: final: must be finite and at least 0, got NaN',
      ],
    ],
  }),
);

export const cosineDecayRows: readonly ScheduleRow[] = cosines.map(({ start, least, steps, values }) => ({
  name: 'cosineDecay',
  variant: `from ${start} to ${least} in ${steps} steps`,
  make: () => cosineDecay(start, { steps, final: least }),
  formula: step => least + ((start - least) / 2) * (1 + Math.cos((Math.PI * Math.min(step - 1, steps)) / steps)),
  rates: values,
  refuses: [
    [() => cosineDecay(NaN, { steps }), 'cosineDecay: rate: must be finite and at least 0, got NaN'],
    [() => cosineDecay(start, { steps: 0 }), 'cosineDecay: steps: must be finite and at least 1, got 0'],
    [() => cosineDecay(start, { steps: Infinity }), 'cosineDecay: steps: must be finite and at least 1, got Infinity'],
    [() => cosineDecay(start, { steps, final: -1 }), 'cosineDecay: final: must be finite and at least 0, got -1'],
  ],
}));

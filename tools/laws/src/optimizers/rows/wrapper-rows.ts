import {
  accumulate,
  adam,
  addDecayedWeights,
  cosineDecay,
  freeze,
  mask,
  partition,
  scale,
  sgd,
  type Transform,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow } from '../laws/optimizer-row.ts';
import { named, whereAny } from './where-any.ts';

export const accumulateRow: OptimizerRow = {
  name: 'accumulate',
  ravine: () => pipe(accumulate(3), sgd({ learningRate: 0.05 })),
  valley: () => pipe(accumulate(1), sgd({ learningRate: 1.5e-3 })),
  memory: ['accumulate.Σ'],
  noReference: 'the mean of gradients is that of a larger batch, which its own tests see',
  refuses: [[() => accumulate(1.5), 'accumulate: count: must be a whole number from 1 on, got 1.5']],
};

/** Freezes nothing of the ravine and the valley, and a part of the small network. */
export const freezeRow: OptimizerRow = {
  name: 'freeze',
  ravine: () => pipe(whereAny(named(/^b/), freeze('b*')), sgd({ learningRate: 0.05 })),
  valley: () => pipe(sgd({ learningRate: 1.5e-3 }), whereAny(named(/[a-w]/), freeze(/[a-w]/))),
  noReference: 'what it freezes does not move, which its own tests see',
  refuses: [
    [
      () => freeze(undefined as never),
      'names: must be a string, a RegExp or a predicate of a parameter, got undefined',
    ],
  ],
};

export const maskRow: OptimizerRow = {
  name: 'mask',
  ravine: () =>
    pipe(
      whereAny(named(/[xw]/), mask(addDecayedWeights(0.1), /[xw]/)),
      whereAny(named(/2$/), mask(scale(0.5), '*2')),
      sgd({ learningRate: 0.05 }),
    ),
  valley: () => pipe(mask(scale(0.75), 'x'), sgd({ learningRate: 1.5e-3 })),
  noReference: 'no rule of its own: its tests hold it against the transform that it was given',
  refuses: [
    [() => mask(scale(2), 7 as never), 'names: must be a string, a RegExp or a predicate of a parameter, got 7'],
  ],
};

const rate = cosineDecay(0.1, { steps: 1000 });

const others = (): Transform => adam({ learningRate: rate, beta1: 0.8 });

/** Two Adams with a part each have counters of their own. */
export const partitionRow: OptimizerRow = {
  name: 'partition',
  ravine: () =>
    whereAny(
      named(/^(x|w.)$/),
      partition([{ names: /^(x|w.)$/, transform: adam({ learningRate: rate }) }, { transform: others() }]),
      others(),
    ),
  valley: () => partition([{ names: 'x', transform: sgd({ learningRate: 1.5e-3 }) }, { transform: adam() }]),
  memory: ['adam.m', 'adam.v'],
  counters: ['adam.beta1ᵗ', 'adam.beta2ᵗ', 'adam.beta1ᵗ (2)', 'adam.beta2ᵗ (2)', 'learningRate', 'learningRate (2)'],
  noReference: 'no rule of its own: its tests hold it against the transforms that it was given',
  refuses: [
    [() => partition([]), 'partition: there must be a group, got none'],
    [
      () => partition([{ names: 7 as never, transform: sgd() }]),
      'names: must be a string, a RegExp or a predicate of a parameter, got 7',
    ],
  ],
};

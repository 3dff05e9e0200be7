import { adam, cosineDecay, partition, sgd, type Transform } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { named, whereAny } from '../where-any.ts';

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

import { adam, constantRate, cosineDecay, momentum, sgd, type Schedule, type Transform } from '@thalweg/optim';
import type { OptimizerName, ScheduleName, Settings } from './settings.ts';

interface Choice {
  /** The learning rate that suits it here. */
  readonly rate: number;
  readonly make: (learningRate: Schedule) => Transform;
}

export const optimizers: Readonly<Record<OptimizerName, Choice>> = {
  adam: { rate: 2e-3, make: learningRate => adam({ learningRate }) },
  momentum: { rate: 0.01, make: learningRate => momentum({ learningRate }) },
  sgd: { rate: 0.1, make: learningRate => sgd({ learningRate }) },
};

export const schedules: Readonly<Record<ScheduleName, (rate: number, steps: number) => Schedule>> = {
  constant: constantRate,
  cosine: (rate, steps) => cosineDecay(rate, { steps }),
};

/** The optimizer that the settings name, at its scheduled rate over so many steps. */
export function optimizerOf({ optimizer, schedule, learningRate }: Settings, steps: number): Transform {
  const { rate, make } = optimizers[optimizer];
  return make(schedules[schedule](learningRate ?? rate, steps));
}

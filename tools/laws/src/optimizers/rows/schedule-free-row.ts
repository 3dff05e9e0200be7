import { adamw, scheduleFree, sgd, type AdamwOptions, type ScheduleFreeOptions, type Transform } from '@thalweg/optim';
import type { OptimizerRow } from '../optimizer-row.ts';
import { trajectoriesOf } from '../reference.ts';

/** Around Adam where the options are of it. */
const around = ({ beta, learningRate, ...options }: AdamwOptions & ScheduleFreeOptions): Transform => {
  const rate = { learningRate: learningRate! };
  const inner = 'beta1' in options ? adamw({ ...rate, ...options }) : sgd(rate);
  return scheduleFree(inner, { ...rate, ...(beta !== undefined && { beta }) });
};

export const scheduleFreeRow: OptimizerRow = {
  name: 'scheduleFree',
  ravine: () => scheduleFree(sgd({ learningRate: 0.2 })),
  valley: () => scheduleFree(adamw({ learningRate: 0.02, beta1: 0, decay: 0 })),
  memory: ['scheduleFree.z', 'scheduleFree.x'],
  counters: ['scheduleFree.Σγ²'],
  trajectories: trajectoriesOf('scheduleFree', around),
  refuses: [
    [() => scheduleFree(sgd(), { beta: 1 }), 'beta: must be at least 0 and below 1, got 1'],
    [() => scheduleFree(sgd(), { beta: -0.1 }), 'beta: must be at least 0 and below 1, got -0.1'],
    [() => scheduleFree(sgd(), { learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
  ],
};

import { scaleByLearningRate, scaleByYogi, type YogiMoments } from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow, Refusal } from '../optimizer-row.ts';
import { badMoments } from './scale-by-adam-row.ts';

/** Moments that do not make a Yogi. */
export function badYogiMoments(make: (moments: YogiMoments) => unknown): Refusal[] {
  return [
    ...badMoments(make),
    [() => make({ initialAccumulator: -1 }), 'initialAccumulator: must be finite and at least 0, got -1'],
  ];
}

export const scaleByYogiRow: OptimizerRow = {
  name: 'scaleByYogi',
  ravine: () => pipe(scaleByYogi(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByYogi(), scaleByLearningRate(0.02)),
  memory: ['yogi.m', 'yogi.v'],
  noReference: 'a part of yogi, which has runs',
  refuses: badYogiMoments(scaleByYogi),
};

import { workerData } from 'node:worker_threads';
import { map } from '@thalweg/data';
import { exposeTraining } from '../expose-training.ts';
import type { TrainingContext } from '../inside/exposed-training.ts';
import { line, type Sample } from './line.ts';

// A training whose records take ever more memory from one of them on, in the workers that say so.
const { hungryAt } = workerData as { readonly hungryAt: number };
const kept: number[][] = [];
let count = 0;

exposeTraining((context: TrainingContext<Sample>) => {
  const { records } = context;
  const eat = map((record: Sample) => {
    if (++count === hungryAt) for (;;) kept.push(new Array<number>(100_000).fill(count));
    return record;
  });
  return line({ ...context, records: records.pipe(eat) });
});

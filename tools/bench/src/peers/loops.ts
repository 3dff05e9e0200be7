import { map, Subject } from 'rxjs';
import { denseColumns } from './columns.ts';
import { hashedBlock } from './hashed-block.ts';
import { summingLearner, uniqueLearner } from './hashed-loops.ts';
import { blockLearner, recordLearner } from './logistic-loops.ts';
import type { Prepare, Prepared } from './prepared.ts';
import { RECORDS } from './seeded.ts';

/** Loops that an expert writes without a library. */
export const prepare: Prepare = workload => {
  if (workload.kind === 'logistic') return workload.blocks ? block(workload.features) : pipe(workload.features);
  if (workload.kind !== 'hashed') throw new Error(`there are no loops for a ${workload.kind}`);
  const { weights, unique } = workload;
  return hashedBlock(unique ? uniqueLearner(weights, 0.05) : summingLearner(weights, 0.05), workload);
};

function pipe(features: number): Prepared {
  const columns = denseColumns(features);
  const records = Array.from({ length: RECORDS }, (_, record) => ({
    x: columns.x.subarray(record * features, (record + 1) * features),
    label: columns.label[record]!,
  }));
  const learn = recordLearner(features, 0.05);
  const records$ = new Subject<(typeof records)[number]>();
  let last = NaN;
  records$.pipe(map(({ x, label }) => learn(x, label))).subscribe(loss => (last = loss));
  return {
    run: () => {
      for (const record of records) records$.next(record);
      return last;
    },
    units: RECORDS,
  };
}

function block(features: number): Prepared {
  const columns = denseColumns(features);
  const learn = blockLearner(features, 0.05);
  const losses = new Float32Array(RECORDS);
  return { run: () => (learn(columns, losses), losses[RECORDS - 1]!), units: RECORDS };
}

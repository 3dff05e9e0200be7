import { existsSync } from 'node:fs';
import type { Log } from '@thalweg/log';
import { readSnapshot, writeSnapshot } from '@thalweg/node';
import { restore, snapshot } from '@thalweg/train';
import { ignoreElements, lastValueFrom, map, merge, startWith, takeWhile, tap } from 'rxjs';
import { labelLearner } from './label-learner.ts';

/** The labels that a learner waits for. */
export const LABELS = 20;

/** Learns labels from a log until all were learned. Keeps its state in a file after each record, and goes on from it. */
export async function learnLabels(log: Log, name: string, file: string): Promise<void> {
  const { read$, learned$, parts, ids } = labelLearner(log, name);
  if (existsSync(file)) restore(parts, readSnapshot(file));
  const saved$ = read$.delivered.pipe(tap(() => writeSnapshot(file, snapshot(parts))));
  const learnedAll$ = merge(saved$, learned$.pipe(ignoreElements())).pipe(
    startWith(undefined),
    map(() => ids().length),
    takeWhile(count => count < LABELS, true),
  );
  await lastValueFrom(learnedAll$);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpoint, progressBar, type ProgressBarOptions } from '@thalweg/node';
import type { Savable } from '@thalweg/train';
import { onTestFinished } from 'vitest';
import type { OperatorRow } from '../laws/operator-row.ts';
import { example, type Example } from './example.ts';

/** A folder for checkpoints until the test ends. */
function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'run');
}

/** A part without a state. */
const part: Savable = { save: () => ({ tensors: {}, values: {} }), prepare: () => () => {} };

function broken(error: Error): Savable {
  const save = (): never => {
    throw error;
  };
  return { ...part, save };
}

/** A terminal that shows nothing. */
const stream = { isTTY: true, columns: 80, write: () => true } as unknown as ProgressBarOptions<Example>['stream'];

function thrown(error: Error): never {
  throw error;
}

/** The operators of `@thalweg/node`. */
export const nodeRows: readonly OperatorRow<Example>[] = [
  {
    name: 'checkpoint',
    make: () => checkpoint({ part }, { every: 2, path: freshFolder() }),
    item: example,
    oracle: items => items,
    endsLater: true,
    again: { fails: 'a run must continue from the newest checkpoint in its folder' },
    throwing: error => checkpoint({ part: broken(error) }, { every: 1, path: freshFolder() }),
  },
  {
    name: 'progressBar',
    mapsDatasets: true,
    make: () => progressBar({ total: 5, stream }),
    item: example,
    oracle: items => items,
    throwing: error => progressBar({ done: () => thrown(error), stream }),
  },
];

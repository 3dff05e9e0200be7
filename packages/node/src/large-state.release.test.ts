import { statSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { fromColumns } from '@thalweg/data';
import { input, sum, type Node } from '@thalweg/graph';
import { handOut } from '@thalweg/graph/author';
import { embedding } from '@thalweg/nn';
import { sgd } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { restore, train, wireOf } from '@thalweg/train';
import { lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { checkpoint, readSnapshot } from './index.ts';
import { freshFolder } from './testing/fresh-folder.ts';

const GIB = 2 ** 30;
const [ROWS, COLUMNS] = [10 * 2 ** 20, 64];

// The table, the copy that a step makes of a table that was handed out, and the table that is read.
const wanted = 10 * GIB;
const tooSmall = freemem() < wanted ? `${Math.round(freemem() / GIB)} GiB are free` : undefined;
// The output of a run has no titles of tests that are skipped.
if (tooSmall) console.warn(`The test of a table of 2.5 GiB is skipped: ${tooSmall}, it needs ${wanted / GIB}`);

/** The value of an element before any step. */
const first = (at: number): number => (at % 1013) - 500;

/** A run over a table of 2.5 GiB, of which a step lowers each row that it sees by 0.5. */
function aRun(filled: boolean) {
  const table = (): ReturnType<typeof tensor> => {
    const data = new Float32Array(ROWS * COLUMNS);
    if (filled) for (let at = 0; at < data.length; at++) data[at] = first(at);
    return tensor(data, { shape: [ROWS, COLUMNS] });
  };
  const rows = input('row', ['batch'], 'int32').pipe(embedding(ROWS, COLUMNS, { vectors: table, name: 'table' }));
  const learn = train(sum(rows) as Node<readonly []>, sgd({ learningRate: 0.5 }));
  return { learn, table: () => handOut(wireOf(learn, 'table/vectors') as never).data };
}

const seen = [0, 7, ROWS - 1];
const records = (count: number) =>
  fromColumns({ row: { data: Int32Array.from({ length: 3 * count }, (_, i) => seen[i % 3]!), shape: [3] } });

/** Returns the number of elements that are not what they must be after so many steps. */
function wrong(data: ArrayLike<number>, steps: number): number {
  let count = 0;
  for (let at = 0; at < data.length; at++)
    if (data[at] !== first(at) - (seen.includes(Math.floor(at / COLUMNS)) ? 0.5 * steps : 0)) count++;
  return count;
} // prettier-ignore

it.skipIf(tooSmall)(
  `a table of 2.5 GiB is saved, read back and trained on (${tooSmall ?? 'there is memory for it'})`,
  async () => {
    const path = join(freshFolder(), 'run');
    const save = async (): Promise<void> => {
      const { learn } = aRun(true);
      const steps$ = records(2).pipe(learn, checkpoint({ learn }, { every: Infinity, path }));
      expect((await lastValueFrom(steps$)).step).toBe(2);
    };
    await save();
    expect(statSync(join(path, 'step-00000002.safetensors')).size).toBeGreaterThan(2.5 * GIB);

    const { learn, table } = aRun(false);
    restore({ learn }, readSnapshot(path));
    expect(wrong(table(), 2)).toBe(0);
    await lastValueFrom(records(5).pipe(learn));
    expect(learn.progress.last!.step).toBe(5);
    expect(wrong(table(), 5)).toBe(0);
  },
);

import { setTimeout as after } from 'node:timers/promises';
import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, dropout, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam, cosineDecay } from '@thalweg/optim';
import { restore, train } from '@thalweg/train';
import { concatMap, tap } from 'rxjs';
import { checkpoint, latestCheckpoint, readSnapshot } from '../index.ts';

// A training that continues from the newest checkpoint in a folder and prints each step. It may be killed. Arguments: the
// folder, and the number of epochs. Each
// record takes two milliseconds to arrive, in which checkpoints are written.

const [folder = '.', rounds = '40'] = process.argv.slice(2);

const data = Float32Array.from({ length: 3 * 70 }, (_, i) => Math.sin(12.9898 * (i + 1)));
const points = fromColumns({
  x: { data, shape: [3] },
  label: Int32Array.from({ length: 70 }, (_, i) => (data[3 * i]! > data[3 * i + 1]! ? 1 : 0)),
});
const x = input('x', ['batch', 3]);
const label = input('label', ['batch'], 'int32');
const loss = x.pipe(dense(16), tanh(), dropout(0.3), dense(2), softmaxCrossEntropy(label));
const learn = train(loss, adam({ learningRate: cosineDecay(0.02, { steps: 200 }) }));

if (latestCheckpoint(folder) !== undefined) restore({ learn }, readSnapshot(folder));
points
  .pipe(
    shuffle({ seed: 5 }),
    batch(16),
    epochs(Number(rounds)),
    concatMap(record => after(2, record)),
    learn,
    checkpoint({ learn }, { every: 1, keep: 2, path: folder }),
    tap(({ step }) => process.stdout.write(`${step}\n`)),
  )
  .subscribe({ complete: () => process.stdout.write('done\n') });

import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input, read, registersOf, type Node } from '@thalweg/graph';
import { batchNorm, dense, meanSquaredError, tanh } from '@thalweg/nn';
import { checkpoint, readSnapshot } from '@thalweg/node';
import { adam } from '@thalweg/optim';
import {
  decodeSnapshot,
  earlyStopping,
  encodeSnapshot,
  restore,
  snapshot,
  train,
  type RunOptions,
  type StepRecord,
} from '@thalweg/train';
import { fillUniform, key } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, tap } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';

const data = fromColumns({
  x: { data: fillUniform(new Float32Array(160), key(5)), shape: [2] },
  y: { data: fillUniform(new Float32Array(80), key(6)), shape: [1] },
});

/** A training that overshoots, with an early stopping that keeps the best weights. */
function aRun(options: RunOptions) {
  const x = input('x', ['batch', 2]);
  const y = input('y', ['batch', 1]);
  const guess = x.pipe(dense(6, { name: 'in' }), batchNorm(), tanh(), dense(1, { name: 'out' }));
  const loss = guess.pipe(meanSquaredError(y)) as Node<readonly []>;
  const learn = train(loss, adam({ learningRate: 0.3 }), options);
  const stop = earlyStopping<StepRecord>({ of: ({ loss }) => loss, patience: 30, restoreBestWeights: learn });
  const batches = data.pipe(shuffle({ seed: 1 }), batch(8), epochs(100));
  return { parts: { learn, stop }, batches, loss: loss as Node };
}

/** The elements of all parameters and states of layers below a loss. */
const bitsOf = (loss: Node): number[][] => registersOf(loss).map(register => [...read(register).data]);

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-'));
  onTestFinished(() => rm(folder, { recursive: true, maxRetries: 50, retryDelay: 20 }));
  return join(folder, 'run');
}

describe.each([
  ['interpreted', () => ({})],
  ['compiled, in place', () => ({ runner: wasm() })],
])('the best weights of a run, %s', (_name, options: () => RunOptions) => {
  it('are those after the best record, and in the checkpoint at the end', async () => {
    const path = freshFolder();
    const { parts, batches, loss } = aRun(options());
    const { learn, stop } = parts;
    const seen: { loss: number; bits: number[][] }[] = [];
    const records$ = batches.pipe(
      learn,
      tap(record => seen.push({ loss: record.loss, bits: bitsOf(loss) })),
      stop,
      checkpoint(parts, { every: Infinity, path }),
    );
    await lastValueFrom(records$);
    const lowest = Math.min(...seen.map(({ loss }) => loss));
    const best = seen.findIndex(({ loss }) => loss === lowest);
    expect(best).toBe(seen.length - 31);
    expect(bitsOf(loss)).toEqual(seen[best]!.bits);
    expect(bitsOf(loss)).not.toEqual(seen.at(-1)!.bits);
    const again = aRun(options());
    restore(again.parts, readSnapshot(path));
    expect(bitsOf(again.loss)).toEqual(seen[best]!.bits);
  });

  it('are the same in a run that is resumed after any seventh step', async () => {
    const whole = aRun(options());
    const kept: Uint8Array[] = [];
    const keep = ({ step }: StepRecord): unknown => step % 7 === 0 && kept.push(encodeSnapshot(snapshot(whole.parts)));
    await lastValueFrom(whole.batches.pipe(whole.parts.learn, whole.parts.stop, tap(keep)));
    expect(kept.length).toBeGreaterThan(5);
    for (const file of kept) {
      const part = aRun(options());
      restore(part.parts, decodeSnapshot(file));
      await lastValueFrom(part.batches.pipe(part.parts.learn, part.parts.stop));
      expect(bitsOf(part.loss)).toEqual(bitsOf(whole.loss));
    }
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { epochs, fromIterable } from '@thalweg/data';
import { input, mean, square, type Node } from '@thalweg/graph';
import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  gru,
  maxPool,
  multiHeadAttention,
  relu,
  softmax,
} from '@thalweg/nn';
import { saveModel } from '@thalweg/node';
import { adam } from '@thalweg/optim';
import { figuresIn, startProgram } from '@thalweg/programs/program';
import { predictor, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { bitsOf } from './bits-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'models-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Numbers that look random. */
const noise = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, i) => Math.fround(Math.sin((i + 1) * 12.9898 + seed * 78.233)));

const inRows = (values: readonly number[], width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));

const networks: Record<string, { prediction: () => Node; record: (seed: number) => { x: unknown } }> = {
  dense: {
    prediction: () => input('x', ['batch', 64]).pipe(dense(32), relu(), dense(10), softmax()) as Node,
    record: seed => ({ x: inRows(noise(64 * (1 + (seed % 3)), seed), 64) }),
  },
  convolutions: {
    prediction: () =>
      input('x', ['batch', 8, 8, 1]).pipe(conv2d(6, 3), batchNorm(), relu(), maxPool(2), flatten(), dropout(0.3), dense(5)) as Node, // prettier-ignore
    record: seed => ({ x: [inRows(noise(64, seed), 8).map(row => row.map(one => [one]))] }),
  },
  sequences: {
    prediction: () => input('x', ['batch', 'time', 4]).pipe(gru(8), dense(3)) as Node,
    record: seed => ({ x: [inRows(noise(4 * (2 + (seed % 5)), seed), 4)] }),
  },
  attention: {
    prediction: () => input('x', ['batch', 'time', 8]).pipe(multiHeadAttention(2), dense(3)) as Node,
    record: seed => ({ x: [inRows(noise(8 * (2 + (seed % 5)), seed), 8)] }),
  },
};

describe.each(Object.keys(networks))('a model of %s that was trained here', name => {
  it('predicts in a process without its code, to the same bits, interpreted and compiled', async () => {
    const { prediction: build, record } = networks[name]!;
    const prediction = build();
    const loss = mean(square(prediction)) as Node<readonly []>;
    const training = fromIterable([record(1), record(2)]);
    await lastValueFrom(training.pipe(epochs(5), train(loss, adam({ learningRate: 0.01 }), { runner: wasm() })));

    const records = Array.from({ length: 20 }, (_, i) => record(i + 3));
    const [path, asked] = [join(folder, `${name}.safetensors`), join(folder, `${name}.json`)];
    saveModel(path, { prediction });
    writeFileSync(asked, JSON.stringify(records));
    const started = startProgram(new URL('predicting.ts', import.meta.url), [path, asked]);
    const { interpreted, compiled } = await figuresIn<Record<string, string[]>>(started.ended);

    const [own, fast] = [predictor(prediction), predictor(prediction, { runner: wasm() })];
    expect(interpreted).toEqual(records.map(one => bitsOf(own(one))));
    expect(compiled).toEqual(records.map(one => bitsOf(fast(one))));
  });
});

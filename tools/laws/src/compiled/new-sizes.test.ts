import { input, parametersOf, read, type Node } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam, sgd } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { noteModules } from './note-modules.ts';

const FEATURES = 84;

function network(): Node<readonly []> {
  const logits = input('x', ['batch', FEATURES]).pipe(dense(30, { seed: 1 }), relu(), dense(10, { seed: 1 }));
  return logits.pipe(softmaxCrossEntropy(input('label', ['batch'], 'int32')));
}

function batchOf(rows: number) {
  const x = tensor(fillUniform(new Float32Array(rows * FEATURES), key(rows)), { shape: [rows, FEATURES] });
  return { x, label: Int32Array.from({ length: rows }, (_, row) => (3 * row) % 10) };
}

describe('a compiled step with other sizes', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('needs no module once there were sizes alike in what is left over by four', () => {
    const noted = noteModules();
    const descend = step(network(), adam(), { runner: wasm() });
    for (const rows of [32, 31, 30, 29]) descend(batchOf(rows));
    const before = noted.count;
    for (let rows = 28; rows > 16; rows--) descend(batchOf(rows));
    for (let rows = 33; rows < 60; rows++) descend(batchOf(rows));
    expect(noted.count).toBe(before);
  });

  it('goes on where the sizes go on that are compiled by themselves, to the last bit', () => {
    const sizes = [32, 31, 1, 30, 7, 2, 64, 3, 1025, 33, 12, 5, 16, 15, 2, 1, 128];
    const [together, alone] = [network(), network()];
    const descend = step(together, sgd(), { runner: wasm() });
    for (const rows of sizes) descend(batchOf(rows));
    // Plain descent remembers nothing, so that each size can have a frame of its own.
    const losses = sizes.map(rows => step(alone, sgd(), { runner: wasm() })(batchOf(rows))!.loss);
    expect(losses.every(loss => loss > 0)).toBe(true);
    for (const [n, parameter] of parametersOf(together).entries())
      expect(read(parameter).data).toEqual(read(parametersOf(alone)[n]!).data);
  });
});

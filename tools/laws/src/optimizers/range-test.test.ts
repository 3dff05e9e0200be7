import { batch, epochs, fromColumns } from '@thalweg/data';
import { input, type Node } from '@thalweg/graph';
import { batchNorm, dense, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { findLearningRate, snapshot, step, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, take, toArray } from 'rxjs';
import { expect, it } from 'vitest';

const batches = fromColumns({
  x: { data: Float32Array.from({ length: 192 }, (_, i) => Math.sin(12.9898 * (i + 1))), shape: [3] },
  label: Int32Array.from({ length: 64 }, (_, i) => (Math.sin(12.9898 * (3 * i + 1)) > 0.2 ? 1 : 0)),
}).pipe(batch(16), epochs(Infinity));

it('a compiled range test is the interpreted one, and puts back what a compiled training has in its memory', async () => {
  const run = async (runner: ReturnType<typeof wasm> | undefined) => {
    const logits = input('x', ['batch', 3]).pipe(dense(6), batchNorm(), tanh(), dense(2));
    const loss = logits.pipe(softmaxCrossEntropy(input('label', ['batch'], 'int32'))) as Node<readonly []>;
    const learn = train(loss, adam({ learningRate: 0.01 }), { runner });
    await lastValueFrom(batches.pipe(learn, take(3)));
    const look = step(loss, adam());
    const kept = (): unknown =>
      Object.entries(snapshot({ look }).parts['look']!.tensors).map(([name, value]) => [name, value.toJSON()]);
    const before = kept();
    const options = { from: 1e-4, to: 0.1, steps: 40, runner };
    const find = findLearningRate(loss, learningRate => adam({ learningRate }), options);
    const trials = await lastValueFrom(batches.pipe(find, toArray()));
    expect(kept()).toEqual(before);
    return trials;
  };
  const [interpreted, compiled] = [await run(undefined), await run(wasm())];
  expect(compiled).toHaveLength(interpreted.length);
  compiled.forEach(({ loss, learningRate }, i) => {
    expect(learningRate).toBe(interpreted[i]!.learningRate);
    expect(loss).toBeCloseTo(interpreted[i]!.loss, 4);
  });
});

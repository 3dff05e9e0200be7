import { readFileSync } from 'node:fs';
import { input, mean, read, square, sub, type Node } from '@thalweg/graph';
import { importOnnx } from '@thalweg/onnx';
import { sgd } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { passOnce } from '../compiled/runs.ts';
import { expectAlike } from './expect-case.ts';
import { tensorOf } from './onnx-models.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A network with a batch norm in training; see `tools/laws/reference/onnx-batch-norms.py`. */
interface Reference {
  readonly files: { readonly predicting: string; readonly training: string };
  readonly steps: readonly {
    readonly x: Numbers;
    readonly target: Numbers;
    readonly loss: number;
    readonly gradients: Readonly<Record<string, Numbers>>;
    readonly mean: Numbers;
    readonly variance: Numbers;
  }[];
  readonly last: Numbers;
}

const reference = JSON.parse(
  readFileSync(new URL('../../reference/onnx-batch-norms.json', import.meta.url), 'utf8'),
) as Reference;

const RATE = 0.1;

describe.each(['predicting', 'training'] as const)('batch norms that train, in a file for %s,', kind => {
  const bytes = Uint8Array.from(Buffer.from(reference.files[kind], 'base64'));

  it.each(['interpreted', 'compiled'] as const)('have PyTorch’s losses, gradients and running statistics, %s', runner => {
    const model = importOnnx(bytes, { batchNorm: 'train' });
    const target = input('target', ['batch', 2]);
    const loss = mean(square(sub(model.prediction, target as Node) as Node));
    const descend = step(loss, sgd({ learningRate: RATE }), runner === 'compiled' ? { runner: wasm() } : {});
    for (const { x, target: wanted, ...after } of reference.steps) {
      const before = new Map(Object.entries(model.parameters).map(([name, weight]) => [name, read(weight).data.slice()]));
      expect(descend({ x: tensorOf(x), target: tensorOf(wanted) })!.loss).toBeCloseTo(after.loss, 5);
      for (const [name, gradient] of Object.entries(after.gradients)) {
        const now = read(model.parameters[name]!).data;
        gradient.data.forEach((slope, n) => expect((before.get(name)![n]! - now[n]!) / RATE, name).toBeCloseTo(slope, 4));
      }
      expectAlike([read(model.states['1.running_mean']!)], [tensorOf(after.mean)], 'mean');
      expectAlike([read(model.states['1.running_var']!)], [tensorOf(after.variance)], 'variance');
    }
    const feed = [model.inputs['x']!, tensorOf(reference.steps[0]!.x)] as const;
    expectAlike(passOnce({ outputs: [model.prediction] }, feed), [tensorOf(reference.last)], 'prediction');
  }); // prettier-ignore

  it('are frozen unless told otherwise', () => {
    const { states, prediction } = importOnnx(bytes);
    const target = input('target', ['batch', 2]);
    const before = Object.values(states).map(one => read(one).data.slice());
    const descend = step(mean(square(sub(prediction, target as Node) as Node)), sgd({ learningRate: RATE }));
    for (const { x, target: wanted } of reference.steps) descend({ x: tensorOf(x), target: tensorOf(wanted) });
    expect(Object.values(states).map(one => read(one).data)).toEqual(before);
  });
});

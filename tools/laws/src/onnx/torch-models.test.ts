import { input, mean, read, square, sub, type Node } from '@thalweg/graph';
import { importOnnx, type OnnxModel } from '@thalweg/onnx';
import { sgd } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { expectAlike } from './expect-case.ts';
import { bytesOf, tensorOf, torchModels, type TorchModel } from './onnx-models.ts';

/** Chooses the weights of the last layer, by the nodes that read them: the module’s name is that of its weights. */
const headOf =
  ({ head: [first] }: TorchModel) =>
  (_name: string, nodes: readonly string[]): boolean =>
    nodes.some(node => node.startsWith(`/${first!.split('.')[0]}/`));

function descended({ training }: TorchModel, model: OnnxModel): number[] {
  const [x, y] = [model.inputs['x']!, model.outputs['y']!];
  const target = input('target', y.shape);
  const loss = mean(square(sub(y, target as Node) as Node));
  const descend = step(loss, sgd({ learningRate: 0.1 }));
  const record = { x: tensorOf(training.x, x.dtype), target: tensorOf(training.target) };
  return Array.from({ length: 5 }, () => descend(record)!.loss);
}

describe.each(torchModels().map(model => [model.name, model] as const))('PyTorch’s %s', (_, given) => {
  it('has an open batch, and its weights with their names', () => {
    const { inputs, outputs, parameters, opset, producer } = importOnnx(bytesOf(given));
    expect(Object.keys(inputs)).toEqual(['x']);
    expect(inputs['x']!.shape[0]).toBe('batch');
    expect(outputs['y']!.shape[0]).toBe('batch');
    expect([opset, producer]).toEqual([18, 'pytorch 2.6.0']);
    const kept = given.weights.filter(name => parameters[name] !== undefined);
    expect(kept).toEqual(expect.arrayContaining(given.head.filter(name => name.endsWith('bias'))));
  });

  it.each(given.cases.map((one, n) => [one.x.shape, n] as const))('has PyTorch’s outputs for %j, interpreted and compiled', (_shape, n) => {
    const { inputs, outputs } = importOnnx(bytesOf(given));
    const [{ x, y }, source] = [given.cases[n]!, inputs['x']!];
    const feed = [source, tensorOf(x, source.dtype)] as const;
    const watched = counted(wasm());
    for (const runner of [undefined, watched.runner])
      expectAlike(passOnce({ outputs: [outputs['y']!], ...(runner && { runner }) }, feed), [tensorOf(y)], 'outputs');
    expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
  }); // prettier-ignore

  it('has PyTorch’s losses when all of it is trained', () => {
    const losses = descended(given, importOnnx(bytesOf(given)));
    losses.forEach((loss, n) => expect(loss).toBeCloseTo(given.losses.all[n]!, 4));
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  it('has PyTorch’s losses when only its head is trained, and keeps the rest to the bit', () => {
    const model = importOnnx(bytesOf(given), { trainable: headOf(given) });
    expect(Object.keys(model.parameters)).toHaveLength(2);
    const before = Object.values(model.states).map(state => read(state).data.slice());
    const losses = descended(given, model);
    losses.forEach((loss, n) => expect(loss).toBeCloseTo(given.losses.head[n]!, 4));
    expect(Object.values(model.states).map(state => read(state).data)).toEqual(before);
  });
});

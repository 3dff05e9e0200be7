/** @module-tag onnxruntime */
import { input, mean, read, square, sub, type Node } from '@thalweg/graph';
import { importOnnx } from '@thalweg/onnx';
import { adam } from '@thalweg/optim';
import { runInOnnxRuntime } from '@thalweg/programs/onnx-runtime';
import { fillUniform, foldIn, key, sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { passOnce } from '../compiled/runs.ts';
import { bytesOfThirdParty, thirdParty, type ThirdParty } from './third-party.ts';

const files = thirdParty.map(one => [`${one.from}/${one.file}`, one, bytesOfThirdParty(one)] as const);

function drawn(shape: Sizes, seed: number): Tensor {
  const values = new Float32Array(sizeOf(shape));
  fillUniform(values, foldIn(key(3), seed));
  return tensor(values, { shape });
}

function feedOf({ inputs }: ThirdParty): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, shape], n) => [
      name,
      name === 'sr' ? tensor(16_000, { dtype: 'int32' }) : drawn(shape, n),
    ]),
  );
}

function distance(found: Tensor, wanted: Tensor): number {
  expect(found.shape).toEqual(wanted.shape);
  const off = Array.from(found.data, (one, n) => Math.abs(one - wanted.data[n]!) / Math.max(1, Math.abs(wanted.data[n]!)));
  return off.reduce((worst, one) => (one <= worst ? worst : one), 0);
} // prettier-ignore

it('the list has 25 files or more', () => expect(thirdParty.length).toBeGreaterThanOrEqual(25));

describe.each(files)('%s', (_, one, bytes) => {
  it.skipIf(bytes === undefined)('has the outputs of ONNX Runtime', () => {
    const model = importOnnx(bytes!, { trainable: false, ...one.options });
    const feed = feedOf(one);
    const settings = Object.entries(one.options?.values ?? {}).map(([name, value]) => [name, tensor(value, { dtype: 'int32' })] as const); // prettier-ignore
    const [wanted] = runInOnnxRuntime([{ file: bytes!, feeds: [{ ...feed, ...Object.fromEntries(settings) }], isChecked: false }]); // prettier-ignore
    if (wanted!.error !== undefined) throw new Error(wanted!.error);
    const feeds = Object.entries(model.inputs).map(([name, source]) => [source, feed[name]!] as const);
    const names = Object.keys(model.outputs);
    const found = passOnce({ outputs: Object.values(model.outputs), runner: wasm() }, ...feeds);
    const worst = Math.max(...names.map((name, n) => distance(found[n]!, wanted!.outputs[0]![name]!)));
    if (process.env['REPORT'] !== undefined) console.log(one.file, worst);
    expect(worst).toBeLessThan(one.bound ?? 1e-5);
  });

  it.skipIf(bytes === undefined || one.hasConstants !== true)('trains: its weights are constants of the file', () => {
    const model = importOnnx(bytes!, {
      trainable: true,
      ...one.options,
      ...(one.trained && { outputs: [one.trained] }),
    });
    const [name, weight] = Object.entries(model.parameters)[0]!;
    const before = read(weight).data.slice();
    const [y] = Object.values(model.outputs) as [Node];
    const feed = feedOf(one);
    const shape = passOnce({ outputs: [y], runner: wasm() }, ...Object.entries(model.inputs).map(([each, source]) => [source, feed[each]!] as const))[0]!.shape; // prettier-ignore
    const target = input('target', y.shape);
    const loss = mean(square(sub(y, target as Node) as Node));
    const learn = step(loss, adam({ learningRate: 1e-4 }), { runner: wasm() });
    const losses = Array.from({ length: 4 }, () => learn({ ...feed, target: drawn(shape as Sizes, 9) })!.loss);
    expect(losses.at(-1), `${losses}`).toBeLessThan(losses[0]!);
    expect(read(model.parameters[name]!).data).not.toEqual(before);
  });
});

it.each(files.filter(([, { options }]) => options !== undefined))('%s says what it needs', (_, { options }, bytes) => {
  if (bytes === undefined) return;
  const { values, shapes } = options!;
  const asked = (given: object): string => {
    try {
      importOnnx(bytes, given);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  if (values !== undefined) expect(asked({})).toContain('Pass their values, as { values: { sr: … } }.');
  if (shapes !== undefined) expect(asked({ values })).toMatch(/Give the open axes sizes, as \{ shapes: \{ (input|x): \[1, /);
}); // prettier-ignore

import { read, type Input } from '@thalweg/graph';
import { loadSafetensors, loadWeights, weightsOf } from '@thalweg/model';
import { encodeSafetensors, decodeSafetensors, tensor, type Tensor } from '@thalweg/tensor';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { torchModels, type TorchModel } from './torch-models.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Row {
  readonly name: string;
  readonly file: string;
  readonly input: Numbers;
  readonly output: Numbers;
}

const json = new URL('../../reference/torch-weights.json', import.meta.url);
const rows = JSON.parse(readFileSync(json, 'utf8')) as readonly Row[];

function outputOf({ input, output }: TorchModel, { shape, data }: Numbers): Tensor {
  (input as Input).set(tensor([...data], { shape, dtype: input.dtype }));
  return read(output) as Tensor;
}

describe.each(rows)('the state dict of $name', ({ name, file, input, output }) => {
  const bytes = new Uint8Array(Buffer.from(file, 'base64'));

  it('gives the outputs of PyTorch to 1e-5', () => {
    const model = torchModels[name]!();
    loadSafetensors(model.output, bytes, { convention: 'pytorch', names: model.names });
    const given = outputOf(model, input);
    expect(given.shape).toEqual(output.shape);
    const distance = output.data.reduce((most, value, at) => Math.max(most, Math.abs(value - given.data[at]!)), 0);
    expect(distance).toBeLessThan(1e-5);
  });

  it('is written again, to the bit', () => {
    const model = torchModels[name]!();
    const options = { convention: 'pytorch', names: model.names } as const;
    loadSafetensors(model.output, bytes, options);
    const written = decodeSafetensors(encodeSafetensors(weightsOf(model.output, options))).tensors;
    const { tensors } = decodeSafetensors(bytes);
    for (const [key, value] of Object.entries(tensors)) {
      if (key.endsWith('num_batches_tracked')) continue;
      expect([...written[key]!.data], key).toEqual([...value.data]);
    }
    expect(Object.keys(written)).toHaveLength(Object.keys(tensors).filter(key => !key.endsWith('tracked')).length);
  });

  it('moves nothing if a tensor is missing', () => {
    const model = torchModels[name]!();
    const before = weightsOf(model.output);
    const { tensors } = decodeSafetensors(bytes);
    delete tensors[Object.keys(tensors).at(-1)!];
    expect(() => loadWeights(model.output, tensors, { convention: 'pytorch', names: model.names })).toThrow(/no '/);
    expect(weightsOf(model.output)).toEqual(before);
  });
});

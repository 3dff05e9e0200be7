import { batch, epochs } from '@thalweg/data';
import { input, mul, parameter, read, registersOf, type Node } from '@thalweg/graph';
import { batchNorm, dense, dropout, softmaxCrossEntropy } from '@thalweg/nn';
import { adam, average } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, encodeSnapshot, modelState, predictor, restore, snapshot, train } from '../index.ts';
import { points } from '../testing/models.ts';
import { observe } from '../testing/observe.ts';

function aModel() {
  const x = input('x', ['batch', 3]);
  const logits = x.pipe(dense(4), batchNorm(), dropout(0.5), dense(2));
  const loss = logits.pipe(softmaxCrossEntropy(input('label', ['batch'], 'int32')));
  return { logits, loss };
}

const bits = (value: Tensor): number[] => [...new Uint8Array(value.data.slice().buffer)];
const some = { x: [[1, 2, 3], [-1, 0, 4]] }; // prettier-ignore

describe('modelState', () => {
  it('holds what prediction reads, and brings it to the same model in another process', async () => {
    const { logits, loss } = aModel();
    const learn = train(loss, adam(), { sliceMs: Infinity });
    await observe(points(40).pipe(batch(8), epochs(2), learn)).ended;
    const model = modelState(logits);
    const names = Object.keys(model.save().tensors);
    expect(names).toContain('batchNorm1/mean');
    expect(names).toHaveLength(8);
    expect(Object.keys(snapshot({ learn }).parts['learn']!.tensors)).toEqual(expect.arrayContaining(names));

    const other = aModel();
    const before = bits(predictor(other.logits)(some));
    restore({ model: modelState(other.logits) }, decodeSnapshot(encodeSnapshot(snapshot({ model }))));
    expect(bits(predictor(other.logits)(some))).toEqual(bits(predictor(logits)(some)));
    expect(bits(predictor(logits)(some))).not.toEqual(before);
  });

  it('is of several nodes, each register once', () => {
    const { logits, loss } = aModel();
    expect([...modelState([logits, loss]).registers.keys()]).toEqual([...modelState(logits).registers.keys()]);
  });

  it('saves the parameters that the optimizer provides for evaluation, if asked to', async () => {
    const { logits, loss } = aModel();
    const learn = train(loss, average(adam({ learningRate: 0.1 })), { sliceMs: Infinity });
    await observe(points(40).pipe(batch(8), epochs(2), learn)).ended;
    const [first] = registersOf(logits as Node);
    const mean = learn.progress.evaluated.get(first as never)!;
    const saved = modelState(logits, { parametersOf: learn }).save().tensors;
    expect(bits(saved[first!.name]!)).toEqual(bits(read(mean)));
    expect(bits(saved[first!.name]!)).not.toEqual(bits(read(first!)));
    expect(Object.keys(saved)).toEqual([...modelState(logits).registers.keys()]);

    const other = aModel();
    restore({ model: modelState(other.logits) }, { version: 1, parts: { model: { tensors: saved, values: {} } } });
    expect(bits(predictor(other.logits)(some))).toEqual(bits(predictor(logits, { parametersOf: learn })(some)));
  });

  it('refuses the state of another model, by name', () => {
    const w = parameter([1, 2], { name: 'w' });
    const model = modelState(mul(w, 2));
    const kept = (tensors: Record<string, Tensor>) => ({ version: 1, parts: { model: { tensors, values: {} } } });
    expect(() => restore({ model }, kept({}))).toThrow("modelState: a state must have a tensor 'w'");
    expect(() => restore({ model }, kept({ w: tensor([1]) }))).toThrow("modelState: 'w' must be float32 [2]");
    expect(read(w).toArray()).toEqual([1, 2]);
  });

  it('refuses what is no node and no training', () => {
    expect(() => modelState(3 as never)).toThrow('modelState');
    expect(() => modelState(parameter(1), { parametersOf: 3 as never })).toThrow(
      'modelState: parametersOf must be what train or step returns',
    );
  });
});

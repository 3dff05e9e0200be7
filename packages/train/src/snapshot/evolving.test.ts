import { batch, epochs } from '@thalweg/data';
import { input, read, type Node, type Register } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam, momentum, type Transform } from '@thalweg/optim';
import type { Tensor } from '@thalweg/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { earlyStopping, modelState, restore, snapshot, train, type Snapshot, type StepRecord } from '../index.ts';
import { points } from '../testing/models.ts';
import { observe } from '../testing/observe.ts';

type Layers = (x: Node<readonly ['batch', 3]>) => Node<readonly ['batch', number]>;

const small: Layers = x => x.pipe(dense(6), tanh(), dense(2));

/** A training of a classifier, and its early stopping with the best weights. */
function aRun(layers: Layers = small, optimizer: Transform = adam({ learningRate: 0.05 })) {
  const [x, label] = [input('x', ['batch', 3]), input('label', ['batch'], { dtype: 'int32' })];
  const loss = layers(x).pipe(softmaxCrossEntropy(label));
  const learn = train(loss, optimizer, { sliceMs: Infinity });
  const stop = earlyStopping<StepRecord>({ of: record => record.loss, patience: 50, restoreBestWeights: learn });
  return { loss, learn, stop, steps$: points(70).pipe(batch(16), epochs(3), learn, stop) };
}

type Tensors = Readonly<Record<string, Tensor>>;

const tensorsOf = ({ parts }: Snapshot, part = 'learn'): Tensors => parts[part]!.tensors;
const bytes = ({ data }: Tensor): Uint8Array => new Uint8Array(data.slice().buffer);

/** The elements of a tensor within the sizes of another one, such as rows and columns that both have. */
function within({ shape, data }: Tensor, sizes: readonly number[]): number[] {
  const all = data as Float32Array;
  if (shape.length === 1) return [...all.slice(0, sizes[0])];
  return Array.from({ length: sizes[0]! }, (_, row) => [...all.slice(row * shape[1]!, row * shape[1]! + sizes[1]!)]).flat();
} // prettier-ignore

let kept: Snapshot;
beforeAll(async () => {
  const { learn, stop, steps$ } = aRun();
  await observe(steps$).ended;
  kept = snapshot({ learn, stop });
});

/** Restores into a new run, and returns the report, the state from before, and the state after it. */
function evolved(run: ReturnType<typeof aRun>, options: Parameters<typeof restore>[2]) {
  const { learn, stop } = run;
  const before = tensorsOf(snapshot({ learn }));
  const report = restore({ learn, stop }, kept, options);
  return { report, before, after: tensorsOf(snapshot({ learn })) };
}

const allow = { missing: 'initial', extra: 'drop' } as const;

describe('a report of a restore', () => {
  it('names all that a strict restore restored', () => {
    const { learn, stop } = aRun();
    const report = restore({ learn, stop }, kept);
    const names = ['learn', 'stop'].flatMap(part => Object.keys(tensorsOf(kept, part)).map(name => `${part}/${name}`));
    expect([...report.restored].sort()).toEqual(names.sort());
    expect([report.initialized, report.dropped, report.resized]).toEqual([[], [], []]);
  });

  it('is text that names what changed', () => {
    const { report } = evolved(
      aRun(x => x.pipe(dense(8), tanh(), dense(2), relu(), dense(2))),
      { ...allow, resize: 'lossless' },
    );
    expect(String(report)).toContain('initialized (8): learn/dense3/weight, learn/dense3/bias, learn/adam.m(dense3/weight)');
    expect(String(report)).toContain('learn/dense1/weight from [3, 6] to [3, 8]');
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ dropped: [], resized: expect.any(Array) as unknown });
  }); // prettier-ignore
});

describe('a state from before', () => {
  it('is restored into a model with a new layer at the end, bit-equal where both have it', () => {
    const { report, before, after } = evolved(
      aRun(x => x.pipe(dense(6), tanh(), dense(2), relu(), dense(2))),
      allow,
    );
    for (const [name, value] of Object.entries(tensorsOf(kept))) expect(bytes(after[name]!), name).toEqual(bytes(value));
    const added = Object.keys(after).filter(name => name.includes('dense3'));
    for (const name of added) expect(bytes(after[name]!)).toEqual(bytes(before[name]!));
    expect(report.initialized.filter(name => name.startsWith('learn'))).toEqual(added.map(name => `learn/${name}`));
    expect(report.initialized).toContain('stop/dense3/weight');
    expect(report.dropped).toEqual([]);
  }); // prettier-ignore

  it('is restored under another optimizer: parameters bit-equal, its memory initial, the old one dropped by name', () => {
    const { report, before, after } = evolved(aRun(small, momentum({ learningRate: 0.05 })), allow);
    const parameters = ['dense1/weight', 'dense1/bias', 'dense2/weight', 'dense2/bias'];
    for (const name of [...parameters, 'step']) expect(bytes(after[name]!)).toEqual(bytes(tensorsOf(kept)[name]!));
    const memory = parameters.map(name => `momentum.v(${name})`);
    for (const name of memory) expect(bytes(after[name]!)).toEqual(bytes(before[name]!));
    expect([...report.initialized].sort()).toEqual(memory.map(name => `learn/${name}`).sort());
    expect([...report.dropped].sort()).toEqual(
      ['adam.beta1ᵗ', 'adam.beta2ᵗ', ...parameters.flatMap(name => [`adam.m(${name})`, `adam.v(${name})`])]
        .map(name => `learn/${name}`)
        .sort(),
    );
  });

  it('goes on with Adam after momentum as Adam begins: its powers are its own', async () => {
    const first = aRun(small, momentum({ learningRate: 0.05 }));
    await observe(first.steps$).ended;
    const { learn } = first;
    const second = aRun();
    restore({ learn: second.learn }, snapshot({ learn }), allow);
    expect(tensorsOf(snapshot({ learn: second.learn }))['adam.beta1ᵗ']!.item()).toBe(
      tensorsOf(snapshot({ learn: aRun().learn }))['adam.beta1ᵗ']!.item(),
    );
  });

  it('is padded into wider layers, the memory of the optimizer too, and nothing is lost', () => {
    const wide: Layers = x => x.pipe(dense(9), tanh(), dense(2));
    const { report, before, after } = evolved(aRun(wide), { resize: 'lossless' });
    for (const prefix of ['dense1/weight', 'adam.m(dense1/weight)', 'adam.v(dense2/weight)']) {
      const [saved, now, fresh] = [tensorsOf(kept)[prefix]!, after[prefix]!, before[prefix]!];
      expect(within(now, saved.shape)).toEqual(within(saved, saved.shape));
      const restOf = (one: Tensor): number[] =>
        [...(one.data as Float32Array)].filter((_, at) => Math.floor(at / one.shape[1]!) >= saved.shape[0]! || at % one.shape[1]! >= saved.shape[1]!);
      expect(restOf(now)).toEqual(restOf(fresh));
    }
    expect(report.resized).toContainEqual({ name: 'learn/dense1/weight', from: '[3, 6]', to: '[3, 9]', lost: undefined });
    expect(bytes(after['dense2/bias']!)).toEqual(bytes(tensorsOf(kept)['dense2/bias']!));
  }); // prettier-ignore

  it('is sliced into narrower layers only on request, and the report says what was lost', () => {
    const narrow: Layers = x => x.pipe(dense(4), tanh(), dense(2));
    expect(() => evolved(aRun(narrow), { resize: 'lossless' })).toThrow(
      "'dense1/weight' must be float32 [3, 4], got float32 [3, 6]. Build the model as it was when the state was kept, or restore it and slice it: { resize: 'lossy' }.",
    );
    const { report, after } = evolved(aRun(narrow), { resize: 'lossy' });
    const saved = tensorsOf(kept)['dense1/weight']!;
    expect(within(after['dense1/weight']!, [3, 4])).toEqual(within(saved, [3, 4]));
    expect(report.resized).toContainEqual({ name: 'learn/dense1/weight', from: '[3, 6]', to: '[3, 4]', lost: 'what is outside' });
  }); // prettier-ignore

  it('goes on training after it was fitted', async () => {
    const run = aRun(x => x.pipe(dense(8), tanh(), dense(2), relu(), dense(2)), momentum({ learningRate: 0.05 }));
    evolved(run, { ...allow, resize: 'lossless' });
    run.learn.progress.start = undefined;
    const { values, ended } = observe(points(70).pipe(batch(16), run.learn));
    await ended;
    expect(values.map(({ step }) => step)).toEqual([16, 17, 18, 19, 20]);
    expect(values.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  });

  it('of a model alone is fitted too', () => {
    const { loss } = aRun();
    const model = { model: modelState(loss) };
    const { loss: more } = aRun(x => x.pipe(dense(6), tanh(), dense(2), relu(), dense(2)));
    const target = modelState(more);
    const report = restore({ model: target }, snapshot(model), allow);
    expect(report.restored).toEqual(['dense1/weight', 'dense1/bias', 'dense2/weight', 'dense2/bias'].map(name => `model/${name}`));
    expect(read(target.registers.get('dense1/weight')! as Register).toArray()).toEqual(snapshot(model).parts['model']!.tensors['dense1/weight']!.toArray());
  }); // prettier-ignore

  it('leaves parts out and keeps new ones as they are, by name', () => {
    const { learn } = aRun();
    const history = earlyStopping<StepRecord>({ of: record => record.loss, patience: 3 });
    const report = restore({ learn, history }, kept, allow);
    expect([report.initialized, report.dropped]).toEqual([['history'], ['stop']]);
  });
});

describe('restoring refuses', () => {
  it('what differs, by name, and says which option allows it', () => {
    const { learn, stop } = aRun(x => x.pipe(dense(6), tanh(), dense(2), relu(), dense(2)));
    expect(() => restore({ learn, stop }, kept)).toThrow("or restore with { missing: 'initial' }.");
    const { learn: other } = aRun(small, momentum());
    expect(() => restore({ learn: other }, kept)).toThrow("restore with { missing: 'initial', extra: 'drop' }.");
    expect(() => restore({ learn: other }, kept, { partial: true, missing: 'initial' })).toThrow(
      "To leave others out, restore with { extra: 'drop' }.",
    );
  });

  it('another number of axes, and a snapshot of which nothing fits', () => {
    const { learn, stop } = aRun();
    const { tensors, values } = kept.parts['learn']!;
    const turned = { ...tensors, 'dense1/bias': tensors['dense1/weight']! };
    const damaged = { ...kept, parts: { ...kept.parts, learn: { tensors: turned, values } } };
    expect(() => restore({ learn, stop }, damaged, { ...allow, resize: 'lossy' })).toThrow("'dense1/bias' must be");
    expect(() => restore({ other: stop }, kept, allow)).toThrow('something of the snapshot must fit');
  });

  it('unknown options and values, with the nearest name', () => {
    const { learn, stop } = aRun();
    expect(() => restore({ learn, stop }, kept, { missing: 'inital' as 'initial' })).toThrow("'initial'");
    expect(() => restore({ learn, stop }, kept, { mising: 'initial' } as never)).toThrow("'missing'");
  });

  it('and then changes nothing', () => {
    const { learn, stop } = aRun(x => x.pipe(dense(4), tanh(), dense(2)));
    const before = tensorsOf(snapshot({ learn }));
    expect(() => restore({ learn, stop }, kept, { ...allow, resize: 'lossless' })).toThrow('must be float32');
    const after = tensorsOf(snapshot({ learn }));
    for (const name of Object.keys(before)) expect(bytes(after[name]!)).toEqual(bytes(before[name]!));
  });
});

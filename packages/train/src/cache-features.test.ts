import {
  batch,
  cache,
  collect,
  Dataset,
  epochs,
  fromColumns,
  fromIterable,
  map,
  mapAsync,
  shuffle,
  type DatasetIterator,
} from '@thalweg/data';
import {
  add,
  constant,
  input,
  mean,
  mul,
  type Node,
  operation,
  square,
  state,
  sub,
  type Unary,
  uniformLike,
} from '@thalweg/graph';
import { batchNorm, dense, dropout, frozen, lora, named, relu, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillNormal, key, tensor, type Tensor } from '@thalweg/tensor';
import { firstValueFrom, from, lastValueFrom, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { cacheFeatures, predictor, restore, snapshot, train, type StepRecord } from './index.ts';

/** A frozen network of two numbers, and the numbers of rows of each of its passes. */
function counted() {
  const passes: number[] = [];
  const count = operation<Unary>({
    name: 'counted',
    shape: ([x]) => x,
    kernel: (y, [x]) => {
      passes.push(x.shape![0]!);
      y.data.set(x.data);
    },
    gradient: upstream => [upstream],
  });
  const x = input('x', ['batch', 3]);
  const body = x.pipe(dense(5), tanh(), dense(2), frozen());
  return { x, features: count(body as Node) as typeof body, passes };
}

const noise = fillNormal(new Float32Array(300), key(3));
const rows = fromColumns({
  id: Array.from({ length: 100 }, (_, n) => n),
  x: { data: noise, shape: [3] },
  label: { data: Int32Array.from({ length: 100 }, (_, n) => (noise[3 * n]! > 0 ? 1 : 0)) },
});
/** The same records as a dataset that is read from front to back. */
const inOrder = new Dataset<{ id: number; x: Tensor; label: number }>({
  length: undefined,
  read: (_, index) => ({
    next: () =>
      index < 100
        ? { id: index, x: tensor(noise.slice(3 * index, 3 * index + 3)), label: noise[3 * index++]! > 0 ? 1 : 0 }
        : undefined,
  }),
});
type Example = { readonly id: number; readonly x: Tensor; readonly label: number };
const kinds: [string, Dataset<Example>][] = [
  ['rows in any order', rows as unknown as Dataset<Example>],
  ['records in order', inOrder],
];
const label = input('label', ['batch'], 'int32');
const losses = (steps: Observable<StepRecord>): Promise<number[]> =>
  lastValueFrom(steps.pipe(toArray())).then(all => all.map(({ loss }) => loss));
const items = <T>(iterator: DatasetIterator<T>): T[] => {
  const all: T[] = [];
  for (let item = iterator.next(); item !== undefined; item = iterator.next()) all.push(item as T);
  return all;
};

async function* restOf<T>(iterator: DatasetIterator<T>): AsyncGenerator<T> {
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next()) yield item;
}

describe('cacheFeatures', () => {
  it.each(kinds)('computes each of %s once, and trains to the bits of a training without it', async (_, records) => {
    const { features, passes } = counted();
    const head = named('head', dense(2));
    const cached = records.pipe(cacheFeatures({ features }, { by: 'id' }), shuffle({ seed: 1 }), batch(16), epochs(4));
    const own = input('features', ['batch', 2]).pipe(head, softmaxCrossEntropy(label));
    const given = await losses(cached.pipe(train(own, adam({ learningRate: 0.1 }), { sliceMs: Infinity })));
    expect(passes.reduce((sum, count) => sum + count)).toBe(100);
    expect(passes.length).toBeLessThanOrEqual(7);
    const whole = features.pipe(named('head', dense(2)), softmaxCrossEntropy(label));
    const plain = records.pipe(shuffle({ seed: 1 }), batch(16), epochs(4));
    expect(given).toEqual(await losses(plain.pipe(train(whole, adam({ learningRate: 0.1 }), { sliceMs: Infinity }))));
    const [byParts, byWhole] = [predictor(input('features', ['batch', 2]).pipe(head)), predictor(features.pipe(head))];
    const x = tensor(noise.slice(0, 6), { shape: [2, 3] });
    expect(byWhole({ x }).toArray()).toEqual(byParts({ features: predictor(features)({ x }) }).toArray());
  }); // prettier-ignore

  it('replaces the fields that it reads, or keeps them', () => {
    const { features } = counted();
    const one = (keep: boolean): string[] => Object.keys(items(rows.pipe(cacheFeatures({ features }, { by: 'id', keep })).open())[0]!);
    expect(one(false)).toEqual(['id', 'label', 'features']);
    expect(one(true)).toEqual(['id', 'x', 'label', 'features']);
  }); // prettier-ignore

  it.each(kinds)('resumes in %s at each item, and in batches', (_, records) => {
    const { features } = counted();
    for (const pipeline of [
      records.pipe(cacheFeatures({ features }, { by: 'id', size: 7 })),
      records.pipe(cacheFeatures({ features }, { by: 'id' }), shuffle({ seed: 2 }), batch(9)),
    ] as Dataset<unknown>[]) {
      const all = items(pipeline.open());
      const iterator = pipeline.open();
      for (let n = 0; n < 20 && n < all.length; n++) {
        iterator.next();
        expect(items(pipeline.open(iterator.offset))).toEqual(all.slice(n + 1));
      }
    }
  }); // prettier-ignore

  it('drops a key that is a text, so that records can be batched', () => {
    const { features } = counted();
    const named = fromIterable([{ path: 'a/1.png', x: [1, 2, 3], label: 1 }]);
    const fields = (keep: boolean): string[] =>
      Object.keys(items(named.pipe(cacheFeatures({ features }, { by: 'path', keep })).open())[0]!);
    expect(fields(false)).toEqual(['label', 'features']);
    expect(fields(true)).toEqual(['path', 'x', 'label', 'features']);
  });

  it('keeps the first keys when it is full, and computes the others each time', () => {
    const { features, passes } = counted();
    // Two float32 of each of ten records.
    const cached = rows.pipe(cacheFeatures({ features }, { by: 'id', maxBytes: 80 }), epochs(3), batch(100));
    const all = items(cached.open());
    expect(passes.reduce((sum, count) => sum + count)).toBe(100 + 2 * 90);
    for (const one of all.slice(1)) expect(one).toEqual(all[0]);
  });

  it('computes anew what other weights are for, and refuses weights that change within an epoch', async () => {
    const weight = state([2, 3], { name: 'weight' });
    const features = mul(input('x', ['batch', 2]), weight);
    const data = fromIterable([{ id: 'a', x: [1, 1] }, { id: 'b', x: [2, 1] }, { id: 'c', x: [3, 1] }]); // prettier-ignore
    const cached = data.pipe(cacheFeatures({ features }, { by: 'id', size: 2 }));
    const values = (): unknown => items(cached.open()).map(one => one.features.toArray());
    expect(values()).toEqual([[2, 3], [4, 3], [6, 3]]); // prettier-ignore
    weight.set([1, 1]);
    expect(values()).toEqual([[1, 1], [2, 1], [3, 1]]); // prettier-ignore
    const iterator = cached.open();
    void iterator.next();
    weight.set([5, 5]);
    expect(() => iterator.next()).toThrow(
      'cacheFeatures: the weights of features must stay while an epoch is read, got another value of weight. Give features.pipe(frozen()), or train them without a cache.',
    );
    const stream = from([{ id: 'a', x: [1, 1] }, { id: 'a', x: [1, 1] }]).pipe(cacheFeatures({ features }, { by: 'id' })); // prettier-ignore
    expect(await lastValueFrom(stream)).toMatchObject({ features: expect.anything() as Tensor });
    weight.set([7, 7]);
    expect((await firstValueFrom(stream)).features.toArray()).toEqual([7, 7]);
  });

  it('refuses a network that its own training moves', async () => {
    const x = input('x', ['batch', 3]);
    const features = x.pipe(dense(2));
    const loss = mean(square(sub(features, 1)));
    const records = rows.pipe(cacheFeatures({ features }, { by: 'id', keep: true }), batch(10), train(loss, adam()));
    await expect(lastValueFrom(records)).rejects.toThrow('got another value of dense1/');
  });

  it('takes pictures of a camera as they come, batches of records, and records of fixed sizes', async () => {
    const { features, passes } = counted();
    const seen = from([0, 1, 0, 1]).pipe(map(n => ({ at: n, x: noise.slice(3 * n, 3 * n + 3) })));
    const all = await lastValueFrom(seen.pipe(cacheFeatures({ features }, { by: ({ at }: { at: number }) => at }), toArray()));
    expect(passes).toEqual([1, 1]);
    expect(all[2]!.features).toBe(all[0]!.features);
    const batches = rows.pipe(batch(50), cacheFeatures({ features }, { by: (_, index) => index }), epochs(2));
    expect(items(batches.open()).map(one => one.features.shape)).toEqual([[50, 2], [50, 2], [50, 2], [50, 2]]);
    expect(passes).toEqual([1, 1, 50, 50]);
    const fixed = mul(input('x', [3]), 2);
    const one = items(inOrder.pipe(cacheFeatures({ features: fixed }, { by: 'id' })).open())[4]!;
    expect(one.features.shape).toEqual([3]);
  }); // prettier-ignore

  it('gives an error in its place, after the records before it', () => {
    const { features } = counted();
    const bad = fromIterable([{ id: 1, x: [1, 2, 3] }, { id: 2, x: [1, 2, 3] }, { id: 3, x: [1, NaN, 3] }]); // prettier-ignore
    const iterator = bad.pipe(cacheFeatures({ features }, { by: 'id' })).open();
    for (const id of [1, 2]) expect(iterator.next()).toMatchObject({ id });
    expect(() => iterator.next()).toThrow("cacheFeatures: the field 'x' must be finite, got NaN");
  });

  it('awaits records that come later, several for each pass', async () => {
    const { features, passes } = counted();
    const later = inOrder.pipe(mapAsync(async one => one));
    const cached = later.pipe(cacheFeatures({ features }, { by: 'id', size: 40 }), epochs(2));
    const all = await lastValueFrom(cached.pipe(toArray()));
    expect(all.slice(100)).toEqual(all.slice(0, 100));
    expect(passes).toEqual([40, 40, 20]);
    const iterator = cached.open();
    for (let n = 0; n < 45; n++) await iterator.next();
    expect(await lastValueFrom(from(restOf(cached.open(iterator.offset))).pipe(toArray()))).toEqual(all.slice(45));
  });

  it('composes with cache and collect, and releases its source', async () => {
    let [read, closed] = [0, 0];
    const source = new Dataset<{ id: number; x: number[] }>({
      length: 3,
      read: (_, index) => ({
        next: () => (index < 3 ? (read++, { id: index++, x: [1, 2, 3] }) : undefined),
        close: () => void closed++,
      }),
    });
    const { features, passes } = counted();
    const cached = source.pipe(cacheFeatures({ features }, { by: 'id' }), cache(), epochs(3));
    expect(items(cached.open())).toHaveLength(9);
    expect([read, passes]).toEqual([3, [3]]);
    await collect(source.pipe(cacheFeatures({ features }, { by: 'id' })));
    const before = closed;
    source
      .pipe(cacheFeatures({ features }, { by: 'id', size: 1 }))
      .subscribe()
      .unsubscribe();
    expect(closed).toBeGreaterThan(before);
  });

  it('refuses what differs from pass to pass, keys that are none, and options that are wrong', () => {
    const x = input('x', ['batch', 3]);
    const cached = (features: Node, by: unknown = 'id') => cacheFeatures({ features }, { by } as never);
    const first = (source: Dataset<object>, operator: ReturnType<typeof cached>) => source.pipe(operator, batch(2)).open().next();
    const advice = 'Give a circuit that stays: features.pipe(frozen()), with frozen of @thalweg/nn.';
    for (const layer of [dropout(0.5), batchNorm()])
      expect(() => cached(x.pipe(layer as never))).toThrow(
        `cacheFeatures: features must be the same in each pass, got a choice by the mode, as of dropout and batchNorm. ${advice}`,
      );
    expect(() => cached(uniformLike(x, key(1), state(0, { dtype: 'int32' })) as Node)).toThrow('got random numbers.');
    expect(() => cached(add(constant([1]), 1) as Node)).toThrow('cacheFeatures: features must depend on an input, got none.');
    expect(() => cacheFeatures({}, { by: 'id' })).toThrow('cacheFeatures: it must get nodes by name, got Object.');
    expect(() => cached(x as Node, 3)).toThrow("cacheFeatures: by must be a field or a function, got 3. Try { by: 'id' }.");
    expect(() => cacheFeatures({ x }, { by: 'id', maxBites: 3 } as never)).toThrow("Did you mean 'maxBytes'?");
    expect(() => cacheFeatures({ x }, { by: 'id', size: 0 })).toThrow('cacheFeatures: size must be at least 1, got 0.');
    expect(() => first(rows, cached(x as Node, 'ID'))).toThrow("Did you mean 'id'?");
    expect(() => first(rows, cached(x as Node, () => undefined))).toThrow('cacheFeatures: a key must be a text or a number, got undefined of item 0.');
    expect(() => first(rows.pipe(map(({ id }) => ({ id }))), cached(x as Node))).toThrow("'x'");
  }); // prettier-ignore
});

describe('a training of adapters', () => {
  it('goes on from a snapshot to the same bits, and leaves the frozen weights', async () => {
    const build = () => {
      const x = input('x', ['batch', 3]);
      const logits = x.pipe(dense(5), relu(), lora({ rank: 2 }), dense(2, { name: 'head' }));
      return { logits, learn: train(logits.pipe(softmaxCrossEntropy(label)), adam({ learningRate: 0.05 }), { sliceMs: Infinity }) };
    };
    const data = rows.pipe(shuffle({ seed: 3 }), batch(20), epochs(2));
    const [whole, halted, resumed] = [build(), build(), build()];
    const all = await losses(data.pipe(whole.learn));
    await losses(rows.pipe(shuffle({ seed: 3 }), batch(20)).pipe(halted.learn));
    restore({ learn: resumed.learn }, snapshot({ learn: halted.learn }));
    expect(await losses(data.pipe(resumed.learn))).toEqual(all.slice(5));
  }); // prettier-ignore
});

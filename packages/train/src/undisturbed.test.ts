import { batch, epochs, map, shuffle } from '@thalweg/data';
import { gradients, parametersOf, read, type Node } from '@thalweg/graph';
import { dense, dropout, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam, clipByGlobalNorm, momentum, type Transform } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { lastValueFrom, pipe, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { predict, train } from './index.ts';
import { classifier, points, type Classifier } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { bytesOf, watched } from './testing/watched.ts';

const batches = (size: number) => points(70).pipe(shuffle({ seed: 2 }), batch(size), epochs(3));
const point = [[0.5, -0.25, 1]];
const spot = [[1, 2, 3], [-3, 0, 1]]; // prettier-ignore

/** With dropout, so that there are random masks and a counter. */
function withDropout(): Classifier {
  const { x, label } = classifier();
  const logits = x.pipe(dense(6, { name: 'first' }), tanh(), dropout(0.3), dense(2, { name: 'last' }));
  const loss = logits.pipe(softmaxCrossEntropy(label));
  return { x, label, logits, loss, parameters: parametersOf(loss as Node) };
}

describe('a training is not disturbed', () => {
  it.each([
    { name: 'adam, clipped', make: (): Transform => pipe(clipByGlobalNorm(0.1), adam({ learningRate: 0.05 })) },
    { name: 'momentum', make: (): Transform => momentum() },
  ])('by subscribers of every wire, gradient and moment: $name', async ({ make }) => {
    const run = async (look: boolean): Promise<readonly string[]> => {
      const model = withDropout();
      const { optimizer, wires, registers } = watched(make());
      const steps$ = batches(16).pipe(train(model.loss, optimizer));
      const all = new Set<Node>([...wires(), model.loss as Node, model.logits as Node]);
      const g = gradients(model.loss as Node);
      for (const node of all) for (const below of node.inputs) all.add(below);
      for (const parameter of parametersOf(model.loss as Node)) all.add(g.of(parameter) as Node);
      let seen = 0;
      const subscriptions = look ? [...all].map(wire => wire.subscribe(() => seen++)) : [];
      await lastValueFrom(steps$);
      if (look) expect(seen).toBeGreaterThan(15 * 20);
      for (const subscription of subscriptions) subscription.unsubscribe();
      return bytesOf(registers());
    };
    expect(await run(true)).toEqual(await run(false));
  });

  it('by a prediction at batch 1 and a live look at what was set, nor are they by it', async () => {
    // Alone: what the registers are after each step, and what follows from them.
    const alone = classifier();
    const inside = watched(adam());
    const after: string[][] = [];
    const wanted: { shown: unknown; predicted: unknown }[] = [];
    const other = classifier();
    observe(batches(32).pipe(train(alone.loss, inside.optimizer, { sliceMs: Infinity })), () => {
      after.push(bytesOf(inside.registers()));
      alone.parameters.forEach((parameter, i) => other.parameters[i]!.set(read(parameter as Node)));
      const predictions = observe(points(1).pipe(map(() => ({ x: tensor(point) })), predict(other.logits, { sliceMs: Infinity }))); // prettier-ignore
      const predicted = predictions.values[0]!.toArray();
      other.x.set(spot);
      wanted.push({ shown: read(other.logits).toArray(), predicted });
    });
    expect(after).toHaveLength(9);

    // Together, in one circuit.
    const model = classifier();
    const together = watched(adam());
    model.x.set(spot);
    const shown: Tensor[] = [];
    model.logits.subscribe(value => shown.push(value));
    const ask$ = new Subject<{ x: number[][] }>();
    const predictions = observe(ask$.pipe(predict(model.logits)));
    observe(batches(32).pipe(train(model.loss, together.optimizer, { sliceMs: Infinity })), ({ step }) => {
      ask$.next({ x: point });
      expect(bytesOf(together.registers())).toEqual(after[step - 1]);
    });
    expect(predictions.values.map(value => value.toArray())).toEqual(wanted.map(({ predicted }) => predicted));
    expect(shown.slice(1).map(value => value.toArray())).toEqual(wanted.map(one => one.shown));
    expect(read(model.x).toArray()).toEqual(spot);
  });

  it('by whoever keeps the batches: they keep their bytes, though their storage is used again', async () => {
    const { x, label, logits, loss } = classifier();
    const kept: { name: string; tensor: Tensor; bytes: string }[] = [];
    for (const node of [x, label, logits, loss] as Node[])
      node.subscribe(tensor => kept.push({ name: node.name, tensor, bytes: String(tensor.toArray()) }));
    await lastValueFrom(batches(16).pipe(train(loss, adam())));
    expect(kept.filter(({ name }) => name === 'x')).toHaveLength(15);
    for (const { tensor, bytes } of kept) expect(String(tensor.toArray())).toBe(bytes);
    expect(new Set(kept.filter(({ name }) => name === 'x').map(({ bytes }) => bytes)).size).toBe(15);
  });

  it('by one who looks at some steps only', async () => {
    const run = async (look: boolean): Promise<string[]> => {
      const { loss, logits, parameters } = withDropout();
      let watching: { readonly unsubscribe: () => void } | undefined;
      const log = observe(batches(16).pipe(train(loss, adam())), ({ step }) => {
        watching?.unsubscribe();
        watching = look && step % 3 === 0 ? observe(logits) : undefined;
      });
      await log.ended;
      return bytesOf(parameters);
    };
    expect(await run(true)).toEqual(await run(false));
  });
});

describe('recycled batches', () => {
  it('have their storage used again where nobody looks', () => {
    const { loss } = classifier();
    const storages = new Set<object>();
    const source = points(64).pipe(batch(16), epochs(2));
    const iterator = source.open();
    const original = iterator.next.bind(iterator);
    Object.assign(source, { open: () => Object.assign(iterator, { next: (used?: never) => {
      const record = original(used);
      if (record !== undefined && !(record instanceof Promise)) storages.add(record.x.data.buffer);
      return record;
    } }) }); // prettier-ignore
    observe(source.pipe(train(loss, adam(), { sliceMs: Infinity })));
    expect(storages.size).toBe(1);
  });
});

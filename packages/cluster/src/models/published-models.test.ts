import { input, mul, parameter, type Parameter, read, sum } from '@thalweg/graph';
import { type Log, memoryLog } from '@thalweg/log';
import { tensor } from '@thalweg/tensor';
import { encodeSnapshot, modelState, restore, snapshot, type Snapshot } from '@thalweg/train';
import { firstValueFrom, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { modelAt, modelPublisher, publishedModel, type PublishedModel, rollBack } from '../index.ts';
import { mapNewest } from './map-newest.ts';

/** A model of so many weights, all of which have a value. */
function aModel(count = 1000, value = 0) {
  const w = parameter(new Float32Array(count).fill(value), { name: 'w' });
  const prediction = sum(mul(w, input('x', [])));
  return { w, prediction, model: modelState(prediction) };
}

/** Sets some of the weights. */
function put(w: Parameter, values: Readonly<Record<number, number>>): void {
  const data = Float32Array.from(read(w).data);
  for (const [i, value] of Object.entries(values)) data[Number(i)] = value;
  w.set(tensor(data));
}

const firstOf = (log: Log, name = 'spam'): Promise<PublishedModel> => firstValueFrom(publishedModel(log, name));

const weightsIn = (kept: Snapshot): number[] => [...kept.parts['model']!.tensors['w']!.data];

describe('published models', () => {
  it('come to readers bit by bit, whole or as changes, in the version that is the newest', async () => {
    const log = memoryLog();
    const { w, model } = aModel();
    const publisher = modelPublisher(log, 'spam', { wholeEvery: 3 });
    const seen: PublishedModel[] = [];
    publishedModel(log, 'spam').subscribe(one => seen.push(one));
    const publications = [];
    for (let i = 1; i <= 8; i++) {
      put(w, { [i]: i, [999]: -i, [500 + i]: NaN });
      const kept = snapshot({ model });
      publications.push(await publisher.publish({ model }));
      const { version, snapshot: found } = await firstOf(log);
      expect([version, encodeSnapshot(found)]).toEqual([i, encodeSnapshot(kept)]);
      await expect.poll(() => seen.at(-1)!.version).toBe(i);
      expect(encodeSnapshot(seen.at(-1)!.snapshot)).toEqual(encodeSnapshot(kept));
    }
    expect(publications.map(({ whole }) => whole)).toEqual([true, false, false, true, false, false, true, false]);
    expect(publications.map(({ outcome }) => outcome)).toEqual(new Array(8).fill('published'));
    expect(publications[0]!.bytes).toBeGreaterThan(4000);
    expect(publications[1]!.bytes).toBeLessThan(200);
  });

  it('are whole if more than half of them changed', async () => {
    const log = memoryLog();
    const { w, model } = aModel();
    const publisher = modelPublisher(log, 'spam');
    await publisher.publish({ model });
    w.set(tensor(new Float32Array(1000).fill(1 / 3)));
    expect(await publisher.publish({ model })).toMatchObject({ version: 2, whole: true });
  });

  it('are what they were at the call, and follow each other', async () => {
    const log = memoryLog();
    const { w, model } = aModel(3);
    const publisher = modelPublisher(log, 'spam');
    const publications = [1, 2, 3].map(value => {
      w.set(tensor([value, value, value]));
      return publisher.publish({ model });
    });
    w.set(tensor([9, 9, 9]));
    expect((await Promise.all(publications)).map(({ version }) => version)).toEqual([1, 2, 3]);
    for (const version of [1, 2, 3]) expect(weightsIn((await modelAt(log, 'spam', version)).snapshot)[0]).toBe(version);
  });

  it('are not written again if nothing changed', async () => {
    const log = memoryLog();
    const { model } = aModel();
    const publisher = modelPublisher(log, 'spam');
    await publisher.publish({ model });
    expect(await publisher.publish({ model })).toMatchObject({ outcome: 'unchanged', version: 1, bytes: 0 });
    expect(await modelPublisher(log, 'spam').publish({ model })).toMatchObject({ outcome: 'unchanged', version: 1 });
    await modelPublisher(log, 'spam').publish({ model: aModel(1000, 1).model });
    expect(await publisher.publish({ model })).toMatchObject({ outcome: 'published', version: 3 });
  });

  it('of two publishers at the same time come one after the other, or one is superseded', async () => {
    const log = memoryLog();
    const [one, other] = [aModel(10, 1), aModel(10, 2)];
    const [first, second] = [modelPublisher(log, 'spam'), modelPublisher(log, 'spam')];
    await first.publish({ model: one.model });
    await second.publish({ model: other.model });
    put(one.w, { 0: 5 });
    expect(await first.publish({ model: one.model })).toMatchObject({ outcome: 'superseded', version: 2 });
    expect(weightsIn((await firstOf(log)).snapshot)[0]).toBe(2);
    expect(await first.publish({ model: one.model })).toMatchObject({ outcome: 'published', version: 3, whole: true });
    expect(weightsIn((await firstOf(log)).snapshot)[0]).toBe(5);
    expect(weightsIn((await modelAt(log, 'spam', 2)).snapshot)[0]).toBe(2);
  });

  it('go on after the publisher was made anew', async () => {
    const log = memoryLog();
    const { w, model } = aModel();
    await modelPublisher(log, 'spam').publish({ model });
    put(w, { 0: 1 });
    expect(await modelPublisher(log, 'spam').publish({ model })).toMatchObject({ outcome: 'published', version: 2 });
  });

  it('of an epoch that has ended are refused', async () => {
    const log = memoryLog();
    const { w, model } = aModel();
    const [old, young] = [modelPublisher(log, 'spam', { epoch: 1 }), modelPublisher(log, 'spam', { epoch: 2 })];
    await old.publish({ model });
    expect(await young.publish({ model })).toMatchObject({ outcome: 'published', version: 2 });
    put(w, { 0: 1 });
    await expect(old.publish({ model })).rejects.toMatchObject({ reason: 'deposed' });
    await expect(old.publish({ model })).rejects.toMatchObject({ reason: 'deposed' });
    expect((await firstOf(log)).epoch).toBe(2);
  });

  it('roll back to any version, which is then the newest one', async () => {
    const log = memoryLog();
    const { w, model } = aModel();
    const publisher = modelPublisher(log, 'spam', { wholeEvery: 4 });
    for (let i = 1; i <= 11; i++) {
      put(w, { [i]: i });
      await publisher.publish({ model });
    }
    for (let i = 1; i <= 11; i++) expect(weightsIn((await modelAt(log, 'spam', i)).snapshot).filter(v => v > 0)).toHaveLength(i);
    expect(await rollBack(log, 'spam', { to: 6 })).toMatchObject({ outcome: 'published', version: 12 });
    restore({ model }, (await firstOf(log)).snapshot);
    expect([...read(w).data.slice(1, 9)]).toEqual([1, 2, 3, 4, 5, 6, 0, 0]);
    await expect(modelAt(log, 'spam', 13)).rejects.toThrow('modelAt: the version must be from 1 to 12, got 13');
    await expect(modelAt(log, 'other', 1)).rejects.toThrow('modelAt: other must have a version, got 1');
  }); // prettier-ignore

  it('are refused under names that no log can keep, and with options out of range', () => {
    const log = memoryLog();
    expect(() => modelPublisher(log, 'a b')).toThrow('modelPublisher: a topic must be words');
    expect(() => publishedModel(log, '')).toThrow('publishedModel: a topic must be words');
    expect(() => modelPublisher(log, 'a', { wholeEvery: 0 })).toThrow(
      'wholeEvery must be a whole number of at least 1',
    );
    expect(() => modelPublisher(log, 'a', { epoch: -1 })).toThrow('epoch must be a whole number of at least 0');
    expect(() => publishedModel(log, 'a', { onDamaged: 'ignore' as never })).toThrow('a value of onDamaged must be');
  });
});

/** A mapping that ends when the test says so. */
function mapping() {
  const source = new Subject<number>();
  const pending: { value: number; resolve: () => void; reject: (error: unknown) => void }[] = [];
  const seen: unknown[] = [];
  const subscription = source
    .pipe(
      mapNewest(
        value =>
          new Promise<number>((resolve, reject) => pending.push({ value, resolve: () => resolve(value), reject })),
      ),
    )
    .subscribe({
      next: value => seen.push(value),
      error: error => seen.push(`error ${error}`),
      complete: () => seen.push('end'),
    });
  const settle = async (how: 'resolve' | 'reject' = 'resolve'): Promise<void> => {
    pending.shift()![how]('spilt');
    await new Promise(resolve => setImmediate(resolve));
  };
  return { source, pending, seen, subscription, settle };
}

describe('mapNewest', () => {
  it('maps one value at a time, and then the newest of those that came', async () => {
    const { source, pending, seen, settle } = mapping();
    for (const value of [1, 2, 3]) source.next(value);
    expect(pending.map(({ value }) => value)).toEqual([1]);
    await settle();
    expect(pending.map(({ value }) => value)).toEqual([3]);
    source.next(4);
    source.complete();
    await settle();
    expect(seen).toEqual([1, 3]);
    await settle();
    expect(seen).toEqual([1, 3, 4, 'end']);
  });

  it('hands on an error of the source after what is pending, and one of a mapping at once', async () => {
    const [first, second] = [mapping(), mapping()];
    first.source.next(1);
    first.source.error('broken');
    expect(first.seen).toEqual([]);
    await first.settle();
    expect(first.seen).toEqual([1, 'error broken']);
    second.source.next(1);
    second.source.next(2);
    await second.settle('reject');
    expect([second.seen, second.pending.length, second.source.observed]).toEqual([['error spilt'], 0, false]);
  });

  it('begins nothing after the subscriber has left', async () => {
    const { source, pending, seen, subscription, settle } = mapping();
    source.next(1);
    source.next(2);
    subscription.unsubscribe();
    await settle();
    expect([seen, pending, source.observed]).toEqual([[], [], false]);
  });
});

import { input, mul, type Node, parameter, read, sum } from '@thalweg/graph';
import { type Log, memoryLog } from '@thalweg/log';
import { tensor } from '@thalweg/tensor';
import { modelState } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { followModel, modelAt, modelPublisher, publishedModel, type PublishedModel } from '../index.ts';
import { type Damage, damagingLog } from '../testing/faulty-log.ts';
import { encodeModelKey, type ModelKey, noModel } from './model-key.ts';
import { modelNames } from './model-names.ts';

/** Publishes versions whose first weight is their number, by a log that damages what is stored or not. */
async function published(log: Log, count: number, options?: { verify?: boolean; wholeEvery?: number }): Promise<void> {
  const w = parameter(new Float32Array(500), { name: 'w' });
  const publisher = modelPublisher(log, 'spam', options);
  for (let version = 1; version <= count; version++) {
    w.set(tensor(Float32Array.from({ length: 500 }, (_, i) => (i === 0 ? version : i))));
    await publisher.publish({ model: modelState(w as Node) });
  }
}

const weightIn = ({ snapshot }: PublishedModel): number => snapshot.parts['model']!.tensors['w']!.data[0]!;

const onTheWay: readonly (readonly [string, Damage])[] = [
  ['an entry', { read: number => number === 1 }],
  ['a key', { watched: number => number <= 2 }],
];

describe('a damaged model', () => {
  it.each(onTheWay)('is read again if %s was damaged on the way', async (_, damage) => {
    const log = memoryLog();
    await published(log, 3);
    const damaging = damagingLog(log, damage);
    expect(weightIn(await firstValueFrom(publishedModel(damaging, 'spam')))).toBe(3);
    expect(Math.max(damaging.passed.read, damaging.passed.watched)).toBeGreaterThan(1);
  });

  it('is an error, or is skipped for the next whole one', async () => {
    const log = memoryLog();
    const seen: number[] = [];
    const damaging = damagingLog(log, { stored: number => number === 2 });
    publishedModel(log, 'spam', { onDamaged: 'skip' }).subscribe(({ version }) => seen.push(version));
    const failed = new Promise(resolve => publishedModel(log, 'spam').subscribe({ error: resolve }));
    await published(damaging, 2, { wholeEvery: 3 });
    await expect(failed).resolves.toMatchObject({
      reason: 'damaged',
      message: expect.stringContaining('version 2 must be as it was published') as string,
    });
    await expect(modelAt(log, 'spam', 2)).rejects.toMatchObject({ reason: 'damaged' });
    await published(log, 3);
    await expect.poll(() => seen.at(-1)).toBe(5);
    expect(seen).not.toContain(2);
    expect(weightIn(await modelAt(log, 'spam', 1))).toBe(1);
  });

  it('is stored again if the publisher verifies', async () => {
    const log = memoryLog();
    const damaging = damagingLog(log, { stored: number => number % 3 !== 0 });
    await published(damaging, 3, { verify: true });
    expect(damaging.passed.stored).toBe(9);
    for (const version of [1, 2, 3]) expect(weightIn(await modelAt(log, 'spam', version))).toBe(version);
    const broken = damagingLog(log, { stored: () => true });
    await expect(published(broken, 1, { verify: true })).rejects.toThrow('an entry must be stored as it was written');
  });

  it('is an error if its key stays damaged', async () => {
    const log = memoryLog();
    await published(log, 1);
    const damaging = damagingLog(log, { watched: () => true });
    await expect(firstValueFrom(publishedModel(damaging, 'spam'))).rejects.toMatchObject({ reason: 'damaged' });
    await expect(published(damaging, 1)).rejects.toMatchObject({ reason: 'damaged' });
  });
});

const names = modelNames('test', 'spam');

const LARGEST = 2 ** 48;

function aModel(value: number) {
  const w = parameter(new Float32Array(500).fill(value), { name: 'w' });
  return { w, parts: { model: modelState(sum(mul(w, input('x', [])))) } };
}

/** Writes the key of a model as somebody does who knows its format: without a seal, its digest keeps nobody from it. */
async function forge(log: Log, change: Partial<ModelKey>): Promise<void> {
  const { version } = await firstValueFrom(log.watch(names.key));
  const forged = { ...noModel, version: 2, sequence: 1, whole: 1, checksum: 'ab', ...change };
  await log.swap(names.key, version, encodeModelKey(forged, names));
}

it.each<Partial<ModelKey>>([
  { version: 5, sequence: 999, whole: 999 },
  { version: 5, sequence: Number.MAX_SAFE_INTEGER, whole: Number.MAX_SAFE_INTEGER },
  { version: 5, sequence: 1, whole: 9 },
  { version: 5, sequence: 0, whole: 0 },
  { version: LARGEST - 3 },
  { epoch: LARGEST },
])('a version that nobody published is refused, and each later one of the publisher is served: %o', async change => {
  const log = memoryLog();
  const { w, parts } = aModel(1);
  const publisher = modelPublisher(log, 'spam', { wholeEvery: 3 });
  await publisher.publish(parts);
  const served = aModel(0);
  const outcomes: string[] = [];
  const following = followModel(log, 'spam', served.parts).subscribe(({ version, accepted }) =>
    outcomes.push(`${version} ${accepted ? 'served' : 'refused'}`),
  );
  await expect.poll(() => outcomes).toEqual(['1 served']);
  await forge(log, change);
  const forged = change.version ?? 2;
  await expect.poll(() => outcomes.at(-1)).toBe(`${forged} refused`);
  for (const [i, value] of [7, 8].entries()) {
    w.set(tensor(new Float32Array(500).fill(value)));
    while ((await publisher.publish(parts)).outcome === 'superseded');
    await expect.poll(() => outcomes.at(-1)).toBe(`${forged + 1 + i} served`);
    expect(read(served.w).data[0]).toBe(value);
  }
  expect((await modelAt(log, 'spam', forged + 1)).version).toBe(forged + 1);
  await expect(modelAt(log, 'spam', 1)).rejects.toMatchObject({
    reason: expect.stringMatching(/damaged|trimmed/) as string,
  });
  following.unsubscribe();
});

it('a version that has no next one is an error for the publisher, which writes nothing that readers refuse', async () => {
  const log = memoryLog();
  const publisher = modelPublisher(log, 'spam');
  await publisher.publish(aModel(1).parts);
  await forge(log, { version: LARGEST });
  const { version } = await firstValueFrom(log.watch(names.key));
  expect((await publisher.publish(aModel(2).parts)).outcome).toBe('superseded');
  for (let i = 0; i < 2; i++)
    await expect(publisher.publish(aModel(2).parts)).rejects.toThrow('must have room for a next one');
  expect((await firstValueFrom(log.watch(names.key))).version).toBe(version);
});

it.each([LARGEST + 1, Number.MAX_SAFE_INTEGER])('a key with version %i is damaged', async version => {
  const log = memoryLog();
  await modelPublisher(log, 'spam').publish(aModel(1).parts);
  await forge(log, { version });
  await expect(modelPublisher(log, 'spam').publish(aModel(2).parts)).rejects.toMatchObject({ reason: 'damaged' });
});

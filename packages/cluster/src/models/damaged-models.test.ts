import { parameter, type Node } from '@thalweg/graph';
import { memoryLog, type Log } from '@thalweg/log';
import { tensor } from '@thalweg/tensor';
import { modelState } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { modelAt, modelPublisher, publishedModel, type PublishedModel } from '../index.ts';
import { damagingLog, type Damage } from '../testing/damaging-log.ts';

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

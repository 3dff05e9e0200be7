import { input, mul, parameter, read, sum } from '@thalweg/graph';
import { memoryLog, type Log } from '@thalweg/log';
import { tensor } from '@thalweg/tensor';
import { modelState } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { followModel, modelAt, modelPublisher } from '../index.ts';
import { encodeModelKey, noModel, type ModelKey } from './model-key.ts';
import { modelNames } from './model-names.ts';

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

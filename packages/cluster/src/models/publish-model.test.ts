import { read } from '@thalweg/graph';
import { memoryLog } from '@thalweg/log';
import { tensor } from '@thalweg/tensor';
import { lastValueFrom, NEVER, Subject, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { modelAt, modelPublisher, publishModel, type PublishingCounts } from '../index.ts';
import { aLine } from '../testing/a-line.ts';
import { gatedLog } from '../testing/faulty-log.ts';

const weightAt = async (log: Parameters<typeof modelAt>[0], version: number): Promise<unknown> =>
  (await modelAt(log, 'line', version)).snapshot.parts['model']!.tensors['slope']!.item();

describe('publishModel', () => {
  it('passes records on and publishes the model after them, the final one as well', async () => {
    const log = memoryLog();
    const { steps$, slope, parts } = aLine(10);
    const publishing = publishModel(log, 'line', parts, { everySteps: 4 });
    const watched: PublishingCounts[] = [];
    publishing.published.subscribe(counts => watched.push(counts));
    const records = await lastValueFrom(steps$.pipe(publishing, toArray()));
    expect(records.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const { published, replaced, version } = watched.at(-1)!;
    expect(published + replaced).toBe(3);
    expect(await weightAt(log, version)).toBe(read(slope).item());
  });

  it('does not wait for a slow log: the newest model waits, and those between are replaced', async () => {
    const log = gatedLog(memoryLog());
    const { slope, parts } = aLine(0);
    const records = new Subject<number>();
    const publishing = publishModel(log, 'line', parts, { everySteps: 1 });
    let ended = false;
    records.pipe(publishing).subscribe({ complete: () => (ended = true) });
    let counts: PublishingCounts | undefined;
    publishing.published.subscribe(now => (counts = now));
    const learn = (value: number): void => {
      slope.set(tensor(value));
      records.next(value);
    };
    learn(1);
    await expect.poll(() => log.waiting.length).toBe(1);
    for (const value of [2, 3, 4]) learn(value);
    records.complete();
    expect(ended).toBe(false);
    log.open();
    await expect.poll(() => log.waiting.length).toBe(1);
    expect(counts).toEqual({ version: 1, published: 1, superseded: 0, replaced: 0, failed: 0 });
    log.open();
    await expect.poll(() => ended).toBe(true);
    expect(counts).toEqual({ version: 2, published: 2, superseded: 0, replaced: 2, failed: 0 });
    expect([await weightAt(log, 1), await weightAt(log, 2)]).toEqual([1, 4]);
  });

  it('ends with the error of the log, or counts it and goes on', async () => {
    const log = gatedLog(memoryLog());
    const { slope, parts } = aLine(0);
    const records = new Subject<number>();
    const skipping = publishModel(log, 'line', parts, { everySteps: 1, onLogError: 'skip' });
    const failed = lastValueFrom(records.pipe(publishModel(log, 'line', parts, { everySteps: 1 })));
    let counts: PublishingCounts | undefined;
    skipping.published.subscribe(now => (counts = now));
    const seen: number[] = [];
    records.pipe(skipping).subscribe(value => seen.push(value));
    records.next(1);
    await expect.poll(() => log.waiting.length).toBe(2);
    log.fail();
    log.fail();
    await expect(failed).rejects.toMatchObject({ reason: 'unavailable' });
    await expect.poll(() => counts!.failed).toBe(1);
    slope.set(tensor(7));
    records.next(2);
    await expect.poll(() => log.waiting.length).toBe(1);
    log.open();
    await expect.poll(() => counts!.version).toBe(1);
    expect(counts).toMatchObject({ published: 1, failed: 1, error: expect.objectContaining({ reason: 'unavailable' }) as unknown });
    expect(seen).toEqual([1, 2]);
    expect(await weightAt(log, 1)).toBe(7);
  }); // prettier-ignore

  it('ends when a larger epoch has published, even if it skips errors of the log', async () => {
    const log = memoryLog();
    const { parts } = aLine(0);
    await modelPublisher(log, 'line', { epoch: 2 }).publish(parts);
    const records = new Subject<number>();
    const learning = lastValueFrom(
      records.pipe(publishModel(log, 'line', parts, { everySteps: 1, epoch: 1, onLogError: 'skip' })),
    );
    records.next(1);
    await expect(learning).rejects.toMatchObject({ reason: 'deposed' });
    expect(records.observed).toBe(false);
  });

  it('publishes at the first record after so many seconds', async () => {
    const log = memoryLog();
    const { parts } = aLine(0);
    const records = new Subject<number>();
    const publishing = publishModel(log, 'line', parts, { everySeconds: 0.03 });
    const seen: number[] = [];
    publishing.published.subscribe(({ version }) => seen.push(version));
    const reading = records.pipe(publishing).subscribe();
    records.next(0);
    await expect.poll(() => (records.next(1), seen.at(-1))).toBe(1);
    expect(seen).toEqual([0, 1]);
    reading.unsubscribe();
    expect(records.observed).toBe(false);
  });

  it('hands on the errors of the learning, and refuses options out of range', async () => {
    const log = memoryLog();
    const { parts } = aLine(0);
    const publishing = publishModel(log, 'line', parts, { everySteps: 1 });
    await expect(lastValueFrom(throwError(() => new Error('spilt')).pipe(publishing))).rejects.toThrow('spilt');
    expect(() => publishModel(log, 'line', parts, {})).toThrow(
      'everySteps must be at least 1 or everySeconds more than 0, got neither. Try { everySeconds: 1 }.',
    );
    expect(() => publishModel(log, 'line', parts, { everySteps: 0 })).toThrow('everySteps must be at least 1');
    expect(() => publishModel(log, 'line', parts, { everySteps: 1, onLogError: 'x' as never })).toThrow('onLogError');
    NEVER.pipe(publishing).subscribe().unsubscribe();
  });
});

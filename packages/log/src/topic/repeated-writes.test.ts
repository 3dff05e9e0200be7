import { lastValueFrom, map, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import type { Log } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { jsonCodec } from './json-codec.ts';
import { readTopic } from './read-topic.ts';
import { topic } from './topic.ts';
import { topicWriter } from './topic-writer.ts';

const numbers = topic('numbers', jsonCodec<number>());

/** A log that refuses entries while a test says so; it sends what it takes later, in the order of the calls. */
function failing() {
  const log = memoryLog();
  const state = { fails: true, delay: 0 };
  const append: Log['append'] = async (...given) => {
    if (state.delay > 0) await new Promise(resolve => setTimeout(resolve, state.delay));
    if (state.fails) throw new LogError('unavailable', 'append', 'the log must answer', 'silence', 'Wait.');
    return log.append(...given);
  };
  return { log: { append, read: log.read.bind(log), swap: log.swap.bind(log), watch: log.watch.bind(log) }, state };
}

function valuesIn(log: Log): Promise<number[]> {
  const values$ = readTopic(log, numbers, { until: 'end' }).pipe(map(({ value }) => value));
  return lastValueFrom(values$.pipe(toArray()));
}

it('gives each value once that its caller repeats at once, over an outage in which thousands wait', async () => {
  const { log, state } = failing();
  state.delay = 1;
  const writer = topicWriter(log, numbers, { producer: 'a', patience: 0 });
  const repeated = async (count: number): Promise<unknown> => {
    for (;;)
      try {
        return await writer.append(count, { count });
      } catch (error) {
        if (!(error instanceof LogError && error.reason === 'unavailable')) throw error;
      }
  };
  const all = Array.from({ length: 4000 }, (_, i) => repeated(i + 1));
  setTimeout(() => (state.fails = false), 20);
  await Promise.all(all);
  expect(new Set(await valuesIn(log)).size).toBe(4000);
});

it('refuses a value that is repeated so late that no reader would count it', async () => {
  const { log, state } = failing();
  const writer = topicWriter(log, numbers, { producer: 'a', patience: 0 });
  await expect(writer.append(1)).rejects.toMatchObject({ reason: 'unavailable' });
  state.fails = false;
  await Promise.all(Array.from({ length: 1024 }, (_, i) => writer.append(i + 2)));
  await writer.append(1, { count: 1 });
  expect(await valuesIn(log)).toContain(1);
  await Promise.all(Array.from({ length: 100 }, () => writer.append(7)));
  // It is known to the log, and was counted.
  await writer.append(1, { count: 1 });
  state.fails = true;
  await expect(writer.append(-8)).rejects.toMatchObject({ reason: 'unavailable' });
  state.fails = false;
  const late = writer.next - 1;
  await Promise.all(Array.from({ length: 1100 }, () => writer.append(9)));
  await expect(writer.append(-8, { count: late })).rejects.toMatchObject({
    reason: 'invalid',
    message: expect.stringContaining('must be among the last 1,024') as string,
  });
  expect(await valuesIn(log)).not.toContain(-8);
});

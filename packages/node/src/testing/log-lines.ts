import type { Log } from '@thalweg/log';
import { lastValueFrom, toArray } from 'rxjs';

/** Returns the entries of topics as lines. */
export async function logLines(log: Log, topics: string | readonly string[], from = 0): Promise<string[]> {
  const entries = await lastValueFrom(log.read(topics, from, { until: 'end' }).pipe(toArray()));
  return entries.map(({ topic, sequence, bytes }) => `${topic} ${sequence} ${Buffer.from(bytes).toString()}`);
}

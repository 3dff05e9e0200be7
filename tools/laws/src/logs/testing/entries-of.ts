import type { Log, LogEntry } from '@thalweg/log';
import { told } from './told.ts';

/** Returns the entries of topics that are there now. */
export function entriesOf(log: Log, topics: string | readonly string[], from = 0): Promise<readonly LogEntry[]> {
  return told(log.read(topics, from, { until: 'end' })).ends();
}

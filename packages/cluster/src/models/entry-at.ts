import { LogError, type Log, type LogEntry } from '@thalweg/log';
import { readPast } from '@thalweg/log/engine';
import { firstValueFrom, of, take } from 'rxjs';

/** Reads the entry of a topic that has a sequence. Throws {@link LogError} with the reason `'trimmed'` if it is not there. */
export async function entryAt(log: Log, topic: string, sequence: number): Promise<LogEntry> {
  const found$ = readPast(log, topic, sequence, { until: 'end', demand: of(1) }).pipe(take(1));
  const entry = await firstValueFrom(found$, { defaultValue: undefined });
  if (entry?.sequence === sequence) return entry;
  throw new LogError(
    'trimmed',
    'publishedModel',
    `${topic} must have an entry with the sequence ${sequence}`,
    entry === undefined ? 'none from there on' : `a next one with ${entry.sequence}`,
    'Keep as many entries of the topic as there are between two whole models.',
  );
}

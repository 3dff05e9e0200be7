import { DataError } from '@thalweg/data';
import type { LogEntry } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';

/** Returns the error for a payload that a codec cannot decode, with its place. A `LogError` keeps its reason. */
export function undecoded({ topic, sequence }: LogEntry, cause: unknown): DataError | LogError {
  const told = String(cause).replace(/\.$/, '');
  const text = [
    'readTopic',
    'a codec must decode what was written',
    `${told} at sequence ${sequence} of ${topic}`,
    "Read it with the codec that wrote it, or skip and count it with onDamaged: 'skip'.",
  ] as const;
  return cause instanceof LogError ? new LogError(cause.reason, ...text, { cause }) : new DataError(...text, { cause });
}

import { printed } from '@thalweg/tensor/engine';
import { LogError } from '../port/log-error.ts';
import type { ProducerPosition, ProgressOfTopic, TopicPosition } from './topic-position.ts';

/** Checks a position, which may come from a file. Throws {@link LogError}. */
export function checkPosition(position: unknown): asserts position is TopicPosition | undefined {
  if (position === undefined || isPosition(position)) return;
  throw new LogError(
    'invalid',
    'readTopic',
    'a position must be one that a message or a dataset of these topics gave',
    printed(position),
    'Keep it as JSON, whole.',
  );
}

function isPosition(value: unknown): value is TopicPosition {
  if (!isRecord(value) || !isCount(value['sequence']) || !isRecord(value['topics'])) return false;
  return Object.values(value['topics']).every(isProgress);
}

function isProgress(value: unknown): value is ProgressOfTopic {
  if (!isRecord(value) || !isCount(value['epoch'])) return false;
  const { producers } = value;
  return Array.isArray(producers) && producers.every(isProducer);
}

function isProducer(value: unknown): value is ProducerPosition {
  if (!Array.isArray(value)) return false;
  const [producer, count, missing, sequence] = value as readonly unknown[];
  const isMissing = Array.isArray(missing) && missing.every(isCount);
  return typeof producer === 'string' && isCount(count) && isMissing && isCount(sequence);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

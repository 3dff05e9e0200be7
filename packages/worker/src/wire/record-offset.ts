import type { SourceOffset, Offset } from '@thalweg/data';
import { parseJson } from '@thalweg/tensor/engine';
import type { Snapshot } from '@thalweg/train';
import type { RecordOffset } from './protocol.ts';

/** Returns a record of the outside as the offset of a source, which operators keep in theirs. */
export function sourceOffsetOf({ epoch, index }: RecordOffset): SourceOffset {
  return { recordEpoch: epoch, record: index };
}

/** Returns the record of an offset; undefined for no offset. */
export function recordAt(offset: SourceOffset | undefined): RecordOffset | undefined {
  const found: RecordOffset[] = [];
  collectOffsets(offset, found);
  return found[0];
}

/** Returns true for equal offsets. */
export function isSame(a: RecordOffset, b: RecordOffset): boolean {
  return a.epoch === b.epoch && a.index === b.index;
}

/** The records that are delivered. */
interface Delivered {
  /** The first record of the run, and the one that is delivered next. */
  readonly first: RecordOffset;
  readonly next: RecordOffset;
}

/**
 * Returns the first record that a state does not contain: the earliest one in the offsets of its parts. A part that was
 * pushed to has all records that were delivered, and a training that has not begun has none.
 */
export function resumeOffset({ parts }: Snapshot, { first, next }: Delivered): RecordOffset {
  const found: RecordOffset[] = [];
  for (const { values } of Object.values(parts)) {
    if (typeof values['place'] === 'string') collectOffsets(parseJson(values['place']), found);
    if (!('position' in values)) continue;
    const { position, last } = values;
    const before = found.length;
    collectOffsets(position, found);
    if (found.length > before) continue;
    if (position === null || isOffset(position)) found.push(startOf(position, last === null ? first : next, first));
  }
  return found.reduce((least, place) => (isBefore(place, least) ? place : least), next);
}

/** An iterator that tells no offset of its source is repeated from the start of its epoch. */
function startOf(offset: Offset | null, otherwise: RecordOffset, first: RecordOffset): RecordOffset {
  if (offset === null) return otherwise;
  return offset.epoch === first.epoch ? first : { epoch: offset.epoch, index: 0 };
}

/** Returns true if an offset lies before another one. */
export function isBefore(a: RecordOffset, b: RecordOffset): boolean {
  return a.epoch === b.epoch ? a.index < b.index : a.epoch < b.epoch;
}

function isOffset(value: unknown): value is Offset {
  return typeof value === 'object' && value !== null && 'epoch' in value && 'index' in value;
}

function collectOffsets(value: unknown, found: RecordOffset[]): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  const { recordEpoch, record } = value as { readonly recordEpoch?: unknown; readonly record?: unknown };
  if (typeof recordEpoch === 'number' && typeof record === 'number') found.push({ epoch: recordEpoch, index: record });
  else for (const part of Object.values(value)) collectOffsets(part, found);
}

import type { Place, Position } from '@thalweg/data';
import { parseJson } from '@thalweg/tensor/engine';
import type { Snapshot } from '@thalweg/train';
import type { RecordPosition } from './protocol.ts';

/** Returns the place of a record of the outside, which operators keep in their own places. */
export function recordPlace({ epoch, index }: RecordPosition): Place {
  return { recordEpoch: epoch, record: index };
}

/** Returns the record of a place; undefined for no place. */
export function recordAt(place: Place | undefined): RecordPosition | undefined {
  const found: RecordPosition[] = [];
  placesIn(place, found);
  return found[0];
}

/** Returns true for equal positions. */
export function isSame(a: RecordPosition, b: RecordPosition): boolean {
  return a.epoch === b.epoch && a.index === b.index;
}

/** The position in the records. */
interface Standing {
  /** The first record of the run, and the one that is delivered next. */
  readonly first: RecordPosition;
  readonly next: RecordPosition;
}

/**
 * Returns the first record that a state does not contain: the earliest place in the positions of its parts. A part that was
 * pushed to has all records that were delivered, and a training that has not begun has none.
 */
export function resumePosition({ parts }: Snapshot, { first, next }: Standing): RecordPosition {
  const found: RecordPosition[] = [];
  for (const { values } of Object.values(parts)) {
    if (typeof values['place'] === 'string') placesIn(parseJson(values['place']), found);
    if (!('position' in values)) continue;
    const { position, last } = values;
    const before = found.length;
    placesIn(position, found);
    if (found.length > before) continue;
    if (position === null || isPosition(position)) found.push(startOf(position, last === null ? first : next, first));
  }
  return found.reduce((least, place) => (isBefore(place, least) ? place : least), next);
}

/** A reading that tells no place is repeated from the start of its epoch. */
function startOf(position: Position | null, otherwise: RecordPosition, first: RecordPosition): RecordPosition {
  if (position === null) return otherwise;
  return position.epoch === first.epoch ? first : { epoch: position.epoch, index: 0 };
}

/** Returns true if a position lies before another one. */
export function isBefore(a: RecordPosition, b: RecordPosition): boolean {
  return a.epoch === b.epoch ? a.index < b.index : a.epoch < b.epoch;
}

function isPosition(value: unknown): value is Position {
  return typeof value === 'object' && value !== null && 'epoch' in value && 'index' in value;
}

function placesIn(value: unknown, found: RecordPosition[]): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  const { recordEpoch, record } = value as { readonly recordEpoch?: unknown; readonly record?: unknown };
  if (typeof recordEpoch === 'number' && typeof record === 'number') found.push({ epoch: recordEpoch, index: record });
  else for (const part of Object.values(value)) placesIn(part, found);
}

import type { Slot } from '@thalweg/graph/engine';

import type { ScanItem, ScheduleItem } from '../ir/schedule-item.ts';
import { temporaryBuffers } from '../plan/lifetimes.ts';
import { bytesOf, withBodies } from './scan-item.ts';

/** The buffers that the values in the bodies of scans need: their bytes, and who takes their addresses. */
export interface ScanBuffers {
  readonly bytes: readonly number[];
  /** Gives the buffers to the values. Returns the addresses that stay. */
  readonly place: (addresses: readonly number[]) => readonly (readonly [slot: Slot, address: number])[];
}

/** Assigns buffers to the values in the bodies of scans. A value that a step writes into a result has none. */
export function scanBuffers(items: readonly ScheduleItem[]): ScanBuffers {
  const bytes: number[] = [];
  const places: ((addresses: readonly number[]) => readonly (readonly [Slot, number])[])[] = [];
  for (const item of withBodies(items)) if (item.kind === 'scan') places.push(buffersOf(item, bytes));
  return { bytes, place: addresses => places.flatMap(place => place(addresses)) };
}

function buffersOf(
  { items, carries, results, turns }: ScanItem,
  bytes: number[],
): (addresses: readonly number[]) => readonly (readonly [Slot, number])[] {
  const direct = new Set(results.flatMap(({ kind, of }) => (kind === 'direct' ? [of] : [])));
  const inTurns = new Set(carries.map(({ next }) => next).filter(next => !direct.has(next)));
  const temporary = temporaryBuffers(items, new Set([...direct, ...inTurns]));
  const first = bytes.length;
  bytes.push(...temporary.bytes);
  const pairs = [...inTurns].map(next => {
    const at = bytes.length;
    bytes.push(bytesOf(next), bytesOf(next));
    return [next, at] as const;
  });
  return addresses => {
    for (const [next, at] of pairs) turns.set(next, [addresses[at]!, addresses[at + 1]!]);
    return [
      ...[...temporary.of].map(([slot, buffer]) => [slot, addresses[first + buffer]!] as const),
      ...pairs.map(([next, at]) => [next, addresses[at]!] as const),
    ];
  };
}

import { where, type Node } from '@thalweg/graph';
import type { EventMemory } from './event-memory.ts';
import type { Carry, CellStep, RecurrentCell } from './recurrent-cell.ts';

/** An event as a cell sees it. */
export interface CellEvent {
  /** `[1, in]` */
  readonly x: Node;
  /** True if the carry starts anew before it: `[]`. */
  readonly begins: Node;
}

/** The cell of a layer, and the event and the carry that it runs on. */
export interface EventRun {
  readonly cell: RecurrentCell;
  readonly memory: EventMemory;
  readonly now: CellEvent;
  /** The carry that was kept. */
  readonly before: Carry;
}

/** The output of an event, and everything that is kept for the next one. */
export interface EventResult {
  /** The output of the event. */
  readonly output: Node;
  /** The carry to keep. */
  readonly next: Carry;
  /** The rules that keep everything else. */
  readonly rules: readonly Node[];
}

/** Runs a cell over an event, before which the carry starts anew where the event says so. */
export function runOver(cell: RecurrentCell, event: CellEvent, before: Carry): CellStep<Carry> {
  return cell(startOf(cell, event, before), event.x);
}

/** Returns the initial carry where an event begins anew, and the one from before elsewhere. */
export function startOf(cell: RecurrentCell, { x, begins }: CellEvent, before: Carry): Carry {
  const initial = cell.initial(x);
  const parts = Object.keys(initial).map(part => [part, where(begins, initial[part]!, before[part]!)]);
  return Object.fromEntries(parts) as Carry;
}

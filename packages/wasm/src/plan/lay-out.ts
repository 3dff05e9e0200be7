import type { Commit, Slot } from '@thalweg/graph/engine';
import type { Arithmetic } from '../assembler/func.ts';
import type { BufferArena } from '../ir/buffer-arena.ts';
import { readBy, writtenBy, type ScheduleItem } from '../ir/schedule-item.ts';
import { isConstant, storedIn } from '../ir/stored-in.ts';
import type { Products } from '../products.ts';
import type { ScanBodies } from '../scan/scan-bodies.ts';
import { scanBuffers } from '../scan/scan-buffers.ts';
import type { Among } from '../threads/cut.ts';
import { checkedFirst } from './checked-first.ts';
import type { Schedule } from './compile.ts';
import { copiedAtCommit, writtenInPlace } from './in-place.ts';
import { temporaryBuffers } from './lifetimes.ts';
import { packRights } from './pack-rights.ts';
import { scheduleOf } from './schedule.ts';

/** The pass to compile, for the sizes that its slots have. */
export interface LayoutRequest {
  readonly order: readonly Slot[];
  readonly sources: readonly Slot[];
  readonly commits: readonly Commit[];
  readonly outputs: readonly Slot[];
  /** One of the outputs that must be finite. */
  readonly finite?: Slot | undefined;
  /** True if the buffers of registers may be overwritten before the commit: nobody observes them. */
  readonly donated: boolean;
  readonly arena: BufferArena;
  readonly bodies: ScanBodies;
  /** The threads that compute it, if there are several. */
  readonly among?: Among | undefined;
  /** The arithmetic of products, if it is not plain. */
  readonly arithmetic?: Arithmetic | undefined;
  /** The library that computes some products, if there is one. */
  readonly products?: Products | undefined;
}

/** The order of a plan and the places of its values. */
export interface PlanLayout extends Schedule {
  readonly items: readonly ScheduleItem[];
  /** The slots that have their own storage. */
  readonly stored: readonly Slot[];
  /** Registers that are written in their own buffers: by the slot, the source. */
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  /** The addresses of values that only compiled code reads; several have the same one, one after another. */
  readonly temporary: ReadonlyMap<Slot, number>;
  /** The addresses of values in the bodies of scans, with their entries in the table. */
  readonly placed: readonly (readonly [place: number, address: number])[];
  /** The bytes of the temporary buffers. */
  readonly temporaryBytes: number;
}

/** Decides the order of a plan and the places of its values. */
export function layOut(request: LayoutRequest): PlanLayout {
  const { order, sources, commits, outputs, finite, donated, among, arithmetic, products, arena, bodies } = request;
  const checked = finite && storedIn(finite);
  const scheduled = scheduleOf(order, commits, { bodies, among, arithmetic, products });
  const items = packRights(checkedFirst(scheduled, commits, checked), commits, arena);
  const sourceOf = new Map(sources.map(source => [source.wire.cell, source]));
  const registers = commits.map(({ register }) => sourceOf.get(register));
  flushStates(items, commits, registers);
  const observed = observedAfter(request);
  const stored = [...new Set([...sources, ...items.flatMap(writtenBy)])];
  const inPlace = donated ? writtenInPlace({ items, commits, registers, observed, checked }) : new Map<Slot, Slot>();
  const copied = donated ? copiedAtCommit({ commits, registers, observed }, inPlace) : new Set<Slot>();
  const places = new Map([...stored, ...bodies.slots].map(slot => [slot, arena.table + 4 * arena.placeOf(slot)]));
  const invariant = invariantItems(items, commits);
  const once = items.filter(item => invariant.has(item));
  const always = items.filter(item => !invariant.has(item));
  const kept = [
    ...observed,
    ...commits.flatMap(({ owner, rule }) => [owner, storedIn(rule)]),
    ...once.flatMap(writtenBy),
  ];
  const buffers = temporaryBuffers(always, new Set(kept));
  const inBodies = scanBuffers(items);
  const bytes = [...buffers.bytes, ...inBodies.bytes];
  const addresses = arena.temporaries(bytes);
  const temporary = new Map([...buffers.of].map(([slot, buffer]) => [slot, addresses[buffer]!]));
  const inSteps = inBodies.place(addresses.slice(buffers.bytes.length));
  const placed = inSteps.map(([slot, address]) => [arena.placeOf(slot), address] as const);
  const temporaryBytes = bytes.reduce((sum, one) => sum + one, 0);
  const columns = arena.table + 4 * arena.columns;
  const stepping = { sources, commits, registers, outputs, places, inPlace, copied, columns, checked };
  return { items, once, always, stepping, stored, inPlace, temporary, placed, temporaryBytes };
}

/** The slots whose values are read after the pass: outputs, and all that the write of a register depends on. */
function observedAfter({ order, sources, commits }: LayoutRequest): Set<Slot> {
  const outside = [...order, ...sources].filter(({ roots }) => roots > 0);
  return new Set([...outside, ...commits.flatMap(({ rule }) => rule.inputs.slice(1))].map(storedIn));
}

/**
 * Marks the states among the registers, whose subnormal numbers are stored as zeros. A value that fades, as a moment without
 * gradients does, ends in subnormal numbers, with which all arithmetic is many times slower. Parameters keep theirs.
 */
function flushStates(
  items: readonly ScheduleItem[],
  commits: readonly Commit[],
  registers: readonly (Slot | undefined)[],
): void {
  const states = new Set(commits.filter((_, n) => registers[n]?.wire.trainable !== true).map(({ owner }) => owner));
  for (const item of items)
    if (item.kind === 'group' || item.kind === 'reduction')
      for (const root of item.group.roots.keys()) if (states.has(root)) item.group.flushed.add(root);
}

/** The items that compute the same in every pass of a plan: from constants, or from sizes alone. */
function invariantItems(items: readonly ScheduleItem[], commits: readonly Commit[]): Set<ScheduleItem> {
  const found = new Set<ScheduleItem>();
  const invariant = new Set<Slot>();
  const owners = new Set(commits.map(({ owner }) => owner));
  for (const item of items) {
    if (item.kind === 'interpret') continue;
    if (!readBy(item).every(slot => invariant.has(slot) || isConstant(slot))) continue;
    // The value that a register takes must be written again.
    if (writtenBy(item).some(slot => owners.has(slot))) continue;
    found.add(item);
    for (const slot of writtenBy(item)) invariant.add(slot);
  }
  return found;
}

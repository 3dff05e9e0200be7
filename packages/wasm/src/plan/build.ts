import type { Commit, Slot } from '@thalweg/graph/engine';
import type { Arithmetic } from '../assembler/func.ts';
import type { BufferArena } from '../ir/buffer-arena.ts';
import type { LinkedPlan } from '../ir/linked-plan.ts';
import { readBy, writtenBy, type ScheduleItem } from '../ir/schedule-item.ts';
import { isConstant, storedIn } from '../ir/stored-in.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import type { ScanBodies } from '../scan/scan-bodies.ts';
import { scanBuffers } from '../scan/scan-buffers.ts';
import type { WorkerGroup } from '../threads/worker-group.ts';
import { checkedFirst } from './checked-first.ts';
import { compile } from './compile.ts';
import type { ExplainedPlan } from './explained.ts';
import { copiedAtCommit, writtenInPlace } from './in-place.ts';
import { temporaryBuffers } from './lifetimes.ts';
import { packRights } from './pack-rights.ts';
import type { Profiler } from './profiler.ts';
import { scheduleOf } from './schedule.ts';

/** Options of all plans of a program. */
export interface CompilerOptions {
  readonly arithmetic?: Arithmetic | undefined;
  readonly onPlan?: ((plan: ExplainedPlan) => void) | undefined;
  readonly workers?: WorkerGroup | undefined;
  /** Measures the units of plans. */
  readonly profile?: Profiler | undefined;
}

/** The pass to compile, for the sizes that its slots have. */
export interface PlanRequest extends CompilerOptions {
  readonly order: readonly Slot[];
  readonly sources: readonly Slot[];
  readonly commits: readonly Commit[];
  readonly outputs: readonly Slot[];
  /** One of the outputs that must be finite. */
  readonly finite?: Slot | undefined;
  /** True if the buffers of registers may be overwritten before the commit: nobody observes them. */
  readonly donated: boolean;
  readonly memory: LinearMemory;
  readonly arena: BufferArena;
  readonly bodies: ScanBodies;
}

/** Decides the order of a plan and the places of its values, and compiles it. */
export function build(request: PlanRequest): LinkedPlan {
  const { order, sources, commits, outputs, finite, donated, memory, arithmetic, workers, arena, bodies, profile } =
    request;
  const checked = finite && storedIn(finite);
  const items = packRights(
    checkedFirst(scheduleOf(order, commits, bodies, workers?.among), commits, checked),
    commits,
    arena,
  );
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
  const placed = inBodies.place(addresses.slice(buffers.bytes.length));
  const temporaryBytes = bytes.reduce((sum, one) => sum + one, 0);
  const reserved: (readonly [number, number])[] = [];
  const reserve = (bytes: number): number => {
    const address = memory.reserve(bytes);
    reserved.push([address, bytes]);
    return address;
  };
  const columns = arena.table + 4 * arena.columns;
  const stepping = { sources, commits, registers, outputs, places, inPlace, copied, columns, checked };
  try {
    const compiled = compile(
      { once, always, stepping },
      { memory, arithmetic, workers, arena, reserve, profile: profile !== undefined },
    );
    return { ...compiled, stored, arena, inPlace, temporary, placed, temporaryBytes, items, always, reserved };
  } catch (error) {
    for (const [address, bytes] of reserved) memory.unreserve(address, bytes);
    throw error;
  }
}

/** The slots whose values are read after the pass: outputs, and all that the write of a register depends on. */
function observedAfter({ order, sources, commits }: PlanRequest): Set<Slot> {
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

import { Parameter } from '@thalweg/graph';
import type { Commit, Slot } from '@thalweg/graph/engine';
import type { Arithmetic } from '../assembler/func.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import type { Crew } from '../threads/crew.ts';
import { compile, type Compiled } from './compile.ts';
import type { ExplainedPlan } from './explained.ts';
import { blocksOf } from './lifetimes.ts';
import { writtenInPlace } from './in-place.ts';
import { packRights } from './pack-rights.ts';
import { isConstant, storedIn } from './stored-in.ts';
import { readBy, unitsOf, writtenBy, type Unit } from './units.ts';
import type { Workshop } from './workshop.ts';

/** A plan that can be run: functions in their order, and what they find in the table of addresses. */
export interface Built extends Compiled {
  /** The slots that have storage of their own. */
  readonly stored: readonly Slot[];
  /** The table of addresses, which it shares with other plans. */
  readonly workshop: Workshop;
  /** Registers that are written where they lie: by the slot, in the storage of the source. */
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  /** Where the values lie that only code looks at, one after another in the same places. */
  readonly inside: ReadonlyMap<Slot, number>;
  /** The bytes of these places. */
  readonly bytesInside: number;
  /** What is computed, in this order. */
  readonly units: readonly Unit[];
  /** What is to be given back: addresses with their numbers of bytes. */
  readonly reserved: readonly (readonly [address: number, bytes: number])[];
}

/** What all plans of a program are made with. */
export interface PlanOptions {
  readonly arithmetic?: Arithmetic | undefined;
  readonly onPlan?: ((plan: ExplainedPlan) => void) | undefined;
  readonly crew?: Crew | undefined;
}

/** What is built from. */
export interface Blueprint extends PlanOptions {
  readonly order: readonly Slot[];
  readonly sources: readonly Slot[];
  readonly commits: readonly Commit[];
  readonly outputs: readonly Slot[];
  readonly donated: boolean;
  readonly memory: LinearMemory;
  readonly workshop: Workshop;
}

/** Decides what a plan computes in which order and where, and compiles it. */
export function build({
  order,
  sources,
  commits,
  outputs,
  donated,
  memory,
  arithmetic,
  crew,
  workshop,
}: Blueprint): Built {
  const units = packRights(unitsOf(order, commits), commits, workshop);
  const sourceOf = new Map(sources.map(source => [source.wire.cell, source]));
  const registers = commits.map(({ register }) => sourceOf.get(register));
  flushMemories(units, commits, registers);
  // Outputs, and what the write of a register hangs on.
  const outside = [...order, ...sources].filter(({ roots }) => roots > 0);
  const looked = new Set([...outside, ...commits.flatMap(({ rule }) => rule.inputs.slice(1))].map(storedIn));
  const stored = [...new Set([...sources, ...units.flatMap(writtenBy)])];
  const inPlace = donated ? writtenInPlace({ units, commits, registers, looked }) : new Map<Slot, Slot>();
  const reserved: (readonly [number, number])[] = [];
  const reserve = (bytes: number): number => {
    const address = memory.reserve(bytes);
    reserved.push([address, bytes]);
    return address;
  };
  const places = new Map(stored.map(slot => [slot, workshop.table + 4 * workshop.placeOf(slot)]));
  const still = unchanging(units, commits);
  const once = units.filter(unit => still.has(unit));
  const always = units.filter(unit => !still.has(unit));
  const kept = [
    ...looked,
    ...commits.flatMap(({ owner, rule }) => [owner, storedIn(rule)]),
    ...once.flatMap(writtenBy),
  ];
  const blocks = blocksOf(always, new Set(kept));
  const blockAt = workshop.blocks(blocks.bytes);
  const inside = new Map([...blocks.of].map(([slot, block]) => [slot, blockAt[block]!]));

  const behind = workshop.table + 4 * workshop.columns;
  const stepping = { sources, commits, registers, outputs, places, inPlace, behind };
  const options = { memory, arithmetic, crew, workshop, reserve };
  const compiled = compile({ once, always, stepping }, options);
  const bytesInside = blocks.bytes.reduce((sum, bytes) => sum + bytes, 0);
  return { ...compiled, stored, workshop, inPlace, inside, bytesInside, units, reserved };
}

/**
 * What fades, as a moment without gradients does, ends in subnormal numbers, with which all arithmetic is many times
 * slower. What states remember is stored as zero from there on; parameters are stored as they are.
 */
function flushMemories(
  units: readonly Unit[],
  commits: readonly Commit[],
  registers: readonly (Slot | undefined)[],
): void {
  const memories = new Set(
    commits.filter((_, n) => !(registers[n]?.wire instanceof Parameter)).map(({ owner }) => owner),
  );
  for (const unit of units)
    if (unit.kind === 'group')
      for (const root of unit.group.roots.keys()) if (memories.has(root)) unit.group.flushed.add(root);
}

/** The units that compute the same in every pass of a plan: from constants, or from sizes alone. */
function unchanging(units: readonly Unit[], commits: readonly Commit[]): Set<Unit> {
  const found = new Set<Unit>();
  const still = new Set<Slot>();
  const owners = new Set(commits.map(({ owner }) => owner));
  for (const unit of units) {
    if (unit.kind === 'interpret') continue;
    if (!readBy(unit).every(slot => still.has(slot) || isConstant(slot))) continue;
    // What a register takes must be written again.
    if (writtenBy(unit).some(slot => owners.has(slot))) continue;
    found.add(unit);
    for (const slot of writtenBy(unit)) still.add(slot);
  }
  return found;
}

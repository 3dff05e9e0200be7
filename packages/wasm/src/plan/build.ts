import { Parameter } from '@thalweg/graph';
import { bind, type PlannedCommit, type Slot } from '@thalweg/graph/runners';
import { Module } from '../assembler/module.ts';
import type { Arithmetic, Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { Functions, type HostFunction } from '../emit/functions.ts';
import { emitScalars } from '../emit/scalars.ts';
import { emitVector, isNative } from '../emit/vector.ts';
import { host } from '../host.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { Kernels } from '../product/kernels.ts';
import { scratchBytes, writeProduct } from '../product/emit-product.ts';
import type { Crew, SharedPlan } from '../threads/crew.ts';
import type { ExplainedPlan } from './explained.ts';
import { writtenFor, type Written } from './known-code.ts';
import { blocksOf } from './lifetimes.ts';
import { writtenInPlace } from './in-place.ts';
import { isConstant, storedIn } from './stored-in.ts';
import { stepsOf, type Segment } from './steps.ts';
import { isNamed, readBy, rowsOf, unitsOf, writtenBy, type Unit } from './units.ts';
import type { Workshop } from './workshop.ts';

/** A plan that can be run: functions in their order, and the places of the addresses that they read. */
export interface Built {
  /** Called one after another in each pass; what they throw ends it. */
  readonly calls: readonly (() => void)[];
  /** Called before them in the first: what follows from constants and sizes. */
  readonly once: readonly (() => void)[];
  /** The slots that have storage of their own. */
  readonly stored: readonly Slot[];
  /** The table of addresses, which it shares with other plans. */
  readonly workshop: Workshop;
  /** Steps for so many rows, where all of a step is code. */
  readonly steps: ((rows: number) => void) | undefined;
  /** Registers that are written where they lie: by the slot, in the storage of the source. */
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  /** Where the values lie that only code looks at, one after another in the same places. */
  readonly inside: ReadonlyMap<Slot, number>;
  /** What is computed, in this order. */
  readonly units: readonly Unit[];
  /** What is to be given back: addresses with their numbers of bytes. */
  readonly reserved: readonly (readonly [address: number, bytes: number])[];
  /** What other threads know of it, if there are any. */
  readonly shared: SharedPlan | undefined;
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
  readonly commits: readonly PlannedCommit[];
  readonly outputs: readonly Slot[];
  readonly unseen: boolean;
  readonly memory: LinearMemory;
  readonly workshop: Workshop;
}

/** Writes and compiles the module of a plan. */
export function build({
  order,
  sources,
  commits,
  outputs,
  unseen,
  memory,
  arithmetic,
  crew,
  workshop,
}: Blueprint): Built {
  const units = unitsOf(order, commits);
  const sourceOf = new Map(sources.map(source => [source.wire.cell, source]));
  const registers = commits.map(({ register }) => sourceOf.get(register));
  flushMemories(units, commits, registers);
  // Outputs, and what the write of a register hangs on.
  const outside = [...order, ...sources].filter(({ roots }) => roots > 0);
  const looked = new Set([...outside, ...commits.flatMap(({ rule }) => rule.inputs.slice(1))].map(storedIn));
  const stored = [...new Set([...sources, ...units.flatMap(writtenBy)])];
  const inPlace = unseen ? writtenInPlace({ units, commits, registers, looked }) : new Map<Slot, Slot>();
  const reserved: (readonly [number, number])[] = [];
  const reserve = (bytes: number): number => {
    const address = memory.reserve(bytes);
    reserved.push([address, bytes]);
    return address;
  };
  const places = new Map(stored.map(slot => [slot, workshop.table + 4 * workshop.placeOf(slot)]));
  const addressOf = (f: Func, slot: Slot): number => {
    const local = f.local('i32');
    f.i32(0)
      .memory(i32.load, places.get(storedIn(slot))!)
      .set(local);
    return local;
  };

  const still = unchanging(units, commits);
  const once = units.filter(unit => still.has(unit));
  const always = units.filter(unit => !still.has(unit));
  const kept = [
    ...looked,
    ...commits.flatMap(({ owner, rule }) => [owner, storedIn(rule)]),
    ...once.flatMap(writtenBy),
  ];
  const blocks = blocksOf(always, new Set(kept));
  const blockAt = blocks.bytes.map(reserve);
  const inside = new Map([...blocks.of].map(([slot, block]) => [slot, blockAt[block]!]));

  const scratch = workshop.scratch(Math.max(0, ...units.map(scratchOf)));
  const module = new Module(arithmetic);
  const fail = module.import('fail', { params: [], results: [] });
  const functions = new Functions(module, hostFunctions(units));
  const parts = crew?.parts(module, memory, reserve);
  // Other threads have no table, and so each function that they call in the module itself.
  const code = parts === undefined ? workshop.code : undefined;
  const kernels = new Kernels(module, code);
  const none = { params: [], results: [] };
  const write = (unit: CodeUnit): ((f: Func) => void) => {
    const inParts = parts?.add(unit, { kernels, functions, addressOf });
    if (inParts !== undefined) return f => f.call(inParts);
    // What no other plan will use has its sizes as constants.
    const rows = code && rowsOf(unit);
    const written = writtenFor(unit, { rows, inPlace, scratch: scratchOf(unit) > 0 ? scratch : 0 });
    const index = code?.unit(written) ?? add(written, unit);
    return f => (rows === undefined ? f : f.i32(rows)).call(index);
  };
  const add = (written: Written, unit: CodeUnit): number => {
    const multiply = unit.kind === 'product' ? writeProduct(kernels, unit.shape) : undefined;
    const needed = unit.kind === 'loop' ? (unit.code.needs?.(kernels) ?? -1) : -1;
    const rows = written.rows === undefined ? undefined : ROWS;
    const index = module.func(rows === undefined ? none : { params: ['i32'], results: [] }, f => {
      if (unit.kind === 'product') {
        const [a, b, c] = [unit.a, unit.b, unit.slot].map(slot => addressOf(f, slot)) as [number, number, number];
        const at = f.local('i32');
        f.i32(scratch).set(at);
        multiply!(f, { a, b, c, scratch: at });
      } else if (unit.kind === 'loop') {
        const reads = unit.code.reads.map(slot => addressOf(f, slot));
        const output = addressOf(f, unit.slot);
        unit.code.emit(f, { reads, output, scratch, needed, rows, fail: () => f.call(fail) });
      } else {
        const { group, vector } = unit;
        const leaves = group.leaves.map(({ slot }) => addressOf(f, slot));
        // What is written where it was read has one address.
        const readAt = (slot: Slot | undefined): number | undefined =>
          leaves[group.leaves.findIndex(leaf => leaf.slot === slot)];
        const roots = [...group.roots.keys()].map(slot => readAt(inPlace.get(slot)) ?? addressOf(f, slot));
        (vector ? emitVector : emitScalars)(group, { f, leaves, roots, functions, rows });
      }
    });
    if (rows !== undefined || !isNamed(unit)) code?.addUnit(written, index);
    return index;
  };
  const [first, others] = [once, always].map(part => segmentsOf(part, write)) as [Segment[], Segment[]];
  let exported = 0;
  const entry = (segment: Segment): string | Slot => {
    if (!Array.isArray(segment)) return segment;
    const name = `run${exported++}`;
    module.export(
      name,
      module.func(none, f => {
        for (const call of segment) call(f);
      }),
    );
    return name;
  };
  const [onceNames, callNames] = [first.map(entry), others.map(entry)];
  const steps = stepsOf({
    segments: others,
    sources,
    commits,
    registers,
    outputs,
    places,
    inPlace,
    behind: workshop.table + 4 * (workshop.places - 1 - outputs.length),
  });
  if (steps !== undefined) module.export('steps', module.func({ params: ['i32'], results: [] }, steps));
  const { Module: Compiled, Instance } = host();
  code?.bring(module);
  const env = { ...functions.host, ...parts?.finish(), fail: givenUp, memory: memory.memory, table: code?.table };
  const compiled = new Compiled(module.toBytes(memory.limits.maximum));
  const { exports } = new Instance(compiled, { env });
  const callable = (one: string | Slot): (() => void) =>
    typeof one === 'string' ? (exports[one] as () => void) : bind(one);
  return {
    calls: callNames.map(callable),
    once: onceNames.map(callable),
    steps: exports['steps'] as Built['steps'],
    stored,
    workshop,
    inPlace,
    inside,
    units,
    reserved,
    shared: parts?.share(compiled, exports),
  };
}

/** The parameter of a function that is told how many rows there are. */
const ROWS = 0;

/** What is computed by code. */
type CodeUnit = Exclude<Unit, { kind: 'interpret' }>;

/** The bytes that a unit works with, besides what it reads and writes. */
function scratchOf(unit: Unit): number {
  if (unit.kind === 'product') return scratchBytes(unit.shape);
  return unit.kind === 'loop' ? (unit.code.scratch ?? 0) : 0;
}

/**
 * What fades, as a moment without gradients does, ends in subnormal numbers, with which all arithmetic is many times
 * slower. What states remember is stored as zero from there on; parameters are stored as they are.
 */
function flushMemories(
  units: readonly Unit[],
  commits: readonly PlannedCommit[],
  registers: readonly (Slot | undefined)[],
): void {
  const memories = new Set(
    commits.filter((_, n) => !(registers[n]?.wire instanceof Parameter)).map(({ owner }) => owner),
  );
  for (const unit of units)
    if (unit.kind === 'group')
      for (const root of unit.group.roots.keys()) if (memories.has(root)) unit.group.flushed.add(root);
}

function segmentsOf(units: readonly Unit[], write: (unit: CodeUnit) => (f: Func) => void): Segment[] {
  const segments: Segment[] = [];
  for (const unit of units) {
    if (unit.kind === 'interpret') segments.push(unit.slot);
    else {
      const last = segments.at(-1);
      if (Array.isArray(last)) last.push(write(unit));
      else segments.push([write(unit)]);
    }
  }
  return segments;
}

/** The units that compute the same in every pass of a plan: from constants, or from sizes alone. */
function unchanging(units: readonly Unit[], commits: readonly PlannedCommit[]): Set<Unit> {
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

/** Ends a pass in the middle: the interpreter finds out why. */
function givenUp(): never {
  throw new Error('given up');
}

/** The functions of the host that formulas call, by name. */
function hostFunctions(units: readonly Unit[]): Map<string, HostFunction> {
  const used = new Map<string, HostFunction>();
  for (const unit of units)
    if (unit.kind === 'group')
      for (const { instruction } of unit.group.steps)
        if (!isNative(instruction.name, unit.vector)) used.set(instruction.name, instruction.of);
  return used;
}

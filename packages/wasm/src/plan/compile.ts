import { bind, type Slot } from '@thalweg/graph/runners';
import type { Arithmetic, Func } from '../assembler/func.ts';
import { Module } from '../assembler/module.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { Functions, type HostFunction } from '../emit/functions.ts';
import { isNative } from '../emit/vector.ts';
import { host } from '../host.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { scratchBytes } from '../product/emit-product.ts';
import { Kernels } from '../product/kernels.ts';
import { packPanels } from '../product/pack-panels.ts';
import type { Crew, SharedPlan } from '../threads/crew.ts';
import type { Entries } from './entries.ts';
import { bytesFed, stepsAlike, stepsOf, type Segment, type Stepping } from './steps.ts';
import { storedIn } from './stored-in.ts';
import { toldTo } from './told.ts';
import type { CodeUnit, Unit } from './units.ts';
import type { Workshop } from './workshop.ts';
import { writeUnit } from './write-unit.ts';

/** The functions of a plan, and the numbers that they are told. */
export interface Compiled extends Entries {
  /** Numbers that code finds in the table. */
  readonly told: readonly number[];
  /** What other threads know of it, if there are any. */
  readonly shared: SharedPlan | undefined;
}

/** What is compiled: units for the first pass, those for each, and the steps that these are made into. */
interface Draft {
  readonly once: readonly Unit[];
  readonly always: readonly Unit[];
  readonly stepping: Stepping;
}

/** What it is compiled with. */
interface Tools {
  readonly memory: LinearMemory;
  readonly arithmetic: Arithmetic | undefined;
  readonly crew: Crew | undefined;
  readonly workshop: Workshop;
  readonly reserve: (bytes: number) => number;
}

/** Compiles those functions of a plan that no plan before has brought. If there are none, it needs no module. */
export function compile({ once, always, stepping }: Draft, tools: Tools): Compiled {
  const { memory, arithmetic, crew, workshop, reserve } = tools;
  const units = [...once, ...always];
  const scratch = workshop.scratch(Math.max(0, ...units.map(scratchOf)));
  // Other threads have no table of functions, so all that they call is in the module.
  const code = crew === undefined ? workshop.code : undefined;
  const placeOf = (slot: Slot): number => workshop.placeOf(slot);
  const told = units.map(unit =>
    unit.kind === 'interpret' ? undefined : toldTo(unit, { placeOf, inPlace: stepping.inPlace, scratch }),
  );
  const ofUnits = told.flatMap(one => one?.told ?? []);
  const numbers = [...ofUnits, ...bytesFed(stepping)];
  // A plan is known by the functions that it calls, if they are all there is to it.
  const plans = told.includes(undefined) ? undefined : code;
  const alike = stepsAlike(stepping);
  const key = (): string => [once.length, told.map(one => code!.find(one!.key)), alike()].join(';');
  const known = plans?.entriesOf(key);
  if (known) return { ...known, told: numbers, shared: undefined };

  const none = { params: [], results: [] };
  const module = new Module(arithmetic);
  const fail = module.import('fail', none);
  const functions = new Functions(module, hostFunctions(units));
  const parts = crew?.parts(module, memory, reserve);
  const kernels = new Kernels(module, code);
  const addressOf = (f: Func, slot: Slot): number => {
    const local = f.local('i32');
    f.i32(0).memory(i32.load, stepping.places.get(storedIn(slot))!);
    f.set(local);
    return local;
  };
  const site = { kernels, functions, addressOf, inPlace: stepping.inPlace, scratch, fail };
  let tells = 0;
  const write = (unit: CodeUnit, n: number): ((f: Func) => void) => {
    const inParts = parts?.add(unit, site);
    const index = inParts ?? writeUnit(unit, told[n]!, site);
    const places = told[n]!.told.map(() => workshop.told(tells++));
    return f => {
      if (inParts === undefined) for (const place of places) f.i32(0).memory(i32.load, place);
      f.call(index);
    };
  };
  let exported = 0;
  const exportCall = (code: (f: Func) => void): string => {
    const name = `run${exported++}`;
    module.export(name, module.func(none, code));
    return name;
  };
  const entry = (segment: Segment): string | Slot => {
    if (!Array.isArray(segment)) return segment;
    return exportCall(f => {
      for (const call of segment) call(f);
    });
  };
  const rights = new Map(
    units.flatMap(unit => (unit.kind === 'product' && unit.right ? [[unit.right, unit.shape]] : [])),
  );
  const packNames = [...rights].map(([right, shape]) => {
    const pack = packPanels(kernels, shape, shape.k);
    return { right, name: exportCall(f => f.get(addressOf(f, right.slot)).i32(right.address).i32(0).call(pack)) };
  });
  const first = segmentsOf(once, write);
  const others = segmentsOf(always, (unit, n) => write(unit, once.length + n));
  const [onceNames, callNames] = [first.map(entry), others.map(entry)];
  const steps = stepsOf(stepping, others, workshop.told(ofUnits.length));
  if (steps !== undefined) module.export('steps', module.func({ params: ['i32'], results: [] }, steps));
  code?.bring(module);
  const { Module: Compiled, Instance } = host();
  const env = { ...functions.host, ...parts?.finish(), fail: givenUp, memory: memory.memory, table: code?.table };
  const compiled = new Compiled(module.toBytes(memory.limits.maximum));
  const { exports } = new Instance(compiled, { env });
  const callable = (one: string | Slot): (() => void) =>
    typeof one === 'string' ? (exports[one] as () => void) : bind(one);
  const entries = {
    calls: callNames.map(callable),
    once: onceNames.map(callable),
    packs: packNames.map(({ right, name }) => ({ right, pack: callable(name) })),
    steps: exports['steps'] as Entries['steps'],
  };
  plans?.addEntries(key, entries);
  return { ...entries, told: numbers, shared: parts?.share(compiled, exports) };
}

/** The bytes that a unit works with, besides what it reads and writes. */
function scratchOf(unit: Unit): number {
  if (unit.kind === 'product') return scratchBytes(unit.shape);
  return unit.kind === 'loop' ? (unit.code.scratch ?? 0) : 0;
}

function segmentsOf(units: readonly Unit[], write: (unit: CodeUnit, n: number) => (f: Func) => void): Segment[] {
  const segments: Segment[] = [];
  units.forEach((unit, n) => {
    if (unit.kind === 'interpret') return segments.push(unit.slot);
    const last = segments.at(-1);
    return Array.isArray(last) ? last.push(write(unit, n)) : segments.push([write(unit, n)]);
  });
  return segments;
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

import { bind, type Slot } from '@thalweg/graph/engine';
import type { Arithmetic, Func } from '../assembler/func.ts';
import { Module } from '../assembler/module.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { Functions, type HostFunction } from '../emit/functions.ts';
import { isNative } from '../emit/vector.ts';
import { host } from '../host.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { Kernels } from '../product/kernels.ts';
import { packPanels } from '../product/pack-panels.ts';
import type { Crew, SharedPlan } from '../threads/crew.ts';
import type { Parts } from '../threads/parts.ts';
import type { Entries } from './entries.ts';
import type { KnownCode } from './known-code.ts';
import { stepsOf, type Segment, type Stepping } from './steps.ts';
import { storedIn } from './stored-in.ts';
import type { Told } from './told.ts';
import type { CodeUnit, Unit } from './units.ts';
import type { Workshop } from './workshop.ts';
import { writeUnit } from './write-unit.ts';

/** What is compiled: units for the first pass, those for each, and the steps that these are made into. */
export interface Draft {
  readonly once: readonly Unit[];
  readonly always: readonly Unit[];
  readonly stepping: Stepping;
}

/** What it is compiled with. */
export interface Tools {
  readonly memory: LinearMemory;
  readonly arithmetic: Arithmetic | undefined;
  readonly crew: Crew | undefined;
  readonly workshop: Workshop;
  readonly reserve: (bytes: number) => number;
}

/** What is decided before code is written. */
interface Decided {
  /** What each unit is told, first those of the first pass; none where it is interpreted. */
  readonly told: readonly (Told | undefined)[];
  /** Where code works. */
  readonly scratch: number;
  /** The functions that need not be written again. */
  readonly code: KnownCode | undefined;
}

const NOTHING = { params: [], results: [] } as const;

/** Writes a module with what is new in a plan, and links it. */
export function assemble(draft: Draft, tools: Tools, decided: Decided): readonly [Entries, SharedPlan | undefined] {
  return new Assembly(draft, tools, decided).link();
}

class Assembly {
  readonly #draft: Draft;
  readonly #tools: Tools;
  readonly #decided: Decided;
  readonly #units: readonly Unit[];
  readonly #module: Module;
  readonly #fail: number;
  readonly #functions: Functions;
  readonly #parts: Parts | undefined;
  readonly #kernels: Kernels;
  #numbersTold = 0;

  constructor(draft: Draft, tools: Tools, decided: Decided) {
    this.#draft = draft;
    this.#tools = tools;
    this.#decided = decided;
    this.#units = [...draft.once, ...draft.always];
    this.#module = new Module(tools.arithmetic);
    this.#fail = this.#module.import('fail', NOTHING);
    this.#functions = new Functions(this.#module, hostFunctions(this.#units));
    this.#parts = tools.crew?.parts(this.#module, tools.memory, tools.reserve);
    this.#kernels = new Kernels(this.#module, decided.code);
  }

  link(): readonly [Entries, SharedPlan | undefined] {
    const { once, always, stepping } = this.#draft;
    const { memory, workshop } = this.#tools;
    const { code } = this.#decided;
    const packs = this.#packs();
    const [first, others] = [this.#segments(once, 0), this.#segments(always, once.length)];
    const [onceEntries, callEntries] = [first, others].map(segments => segments.map(one => this.#entry(one)));
    const steps = stepsOf(stepping, others, workshop.told(this.#numbersTold));
    if (steps !== undefined) this.#module.export('steps', this.#module.func({ params: ['i32'], results: [] }, steps));
    code?.bring(this.#module);
    const env = { ...this.#functions.host, ...this.#parts?.finish(), fail: givenUp };
    const { Module: Compiled, Instance } = host();
    const compiled = new Compiled(this.#module.toBytes(memory.limits.maximum));
    const { exports } = new Instance(compiled, { env: { ...env, memory: memory.memory, table: code?.table } });
    const callable = (one: string | Slot): (() => void) =>
      typeof one === 'string' ? (exports[one] as () => void) : bind(one);
    const entries = {
      calls: callEntries!.map(callable),
      once: onceEntries!.map(callable),
      packs: packs.map(({ right, name }) => ({ right, pack: callable(name) })),
      steps: exports['steps'] as Entries['steps'],
    };
    return [entries, this.#parts?.share(compiled, exports)];
  }

  /** Units that are called one after another, and slots that are interpreted in between. */
  #segments(units: readonly Unit[], before: number): Segment[] {
    const segments: Segment[] = [];
    units.forEach((unit, n) => {
      if (unit.kind === 'interpret') return segments.push(unit.slot);
      const call = this.#callOf(unit, this.#decided.told[before + n]!);
      const last = segments.at(-1);
      return Array.isArray(last) ? last.push(call) : segments.push([call]);
    });
    return segments;
  }

  /** Writes the function of a unit, if it is new, and gives what calls it. */
  #callOf(unit: CodeUnit, told: Told): (f: Func) => void {
    const { workshop } = this.#tools;
    const site = {
      kernels: this.#kernels,
      functions: this.#functions,
      addressOf: this.#addressOf,
      inPlace: this.#draft.stepping.inPlace,
      scratch: this.#decided.scratch,
      fail: this.#fail,
    };
    const inParts = this.#parts?.add(unit, site);
    const index = inParts ?? writeUnit(unit, told, site);
    const places = told.told.map(() => workshop.told(this.#numbersTold++));
    return f => {
      if (inParts === undefined) for (const place of places) f.i32(0).memory(i32.load, place);
      f.call(index);
    };
  }

  /** What packs each right factor that is packed ahead. */
  #packs() {
    const rights = new Map(
      this.#units.flatMap(unit => (unit.kind === 'product' && unit.right ? [[unit.right, unit.shape]] : [])),
    );
    return [...rights].map(([right, shape]) => {
      const pack = packPanels(this.#kernels, shape, shape.k);
      const name = this.#export(f => f.get(this.#addressOf(f, right.slot)).i32(right.address).i32(0).call(pack));
      return { right, name };
    });
  }

  /** The name of what computes a segment, or the slot that is interpreted. */
  #entry(segment: Segment): string | Slot {
    if (!Array.isArray(segment)) return segment;
    return this.#export(f => {
      for (const call of segment) call(f);
    });
  }

  #export(code: (f: Func) => void): string {
    const index = this.#module.func(NOTHING, code);
    const name = String(index);
    this.#module.export(name, index);
    return name;
  }

  /** Loads the address of a slot's storage into a local. */
  readonly #addressOf = (f: Func, slot: Slot): number => {
    const local = f.local('i32');
    f.i32(0).memory(i32.load, this.#draft.stepping.places.get(storedIn(slot))!);
    f.set(local);
    return local;
  };
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

import { GraphError } from '@thalweg/graph';
import type { Demands, Pass, Slot } from '@thalweg/graph/engine';
import { encodeUtf8 } from '@thalweg/tensor/engine';
import { Code } from '../assembler/code.ts';
import type { Signature } from '../assembler/module.ts';
import { WasmFunc } from '../assembler/wasm-func.ts';
import { type Bytes, joined, WasmModule } from '../assembler/wasm-module.ts';
import { BufferArena } from '../lowering/buffer-arena.ts';
import { BASIC_INSTRUCTIONS } from '../emit/instructions.ts';
import { ALL_FAMILIES } from '../families/families.ts';
import { type LoopTable, loopTable } from '../families/loop-table.ts';
import { Functions } from '../lowering/functions.ts';
import { Kernels } from '../assembler/kernels.ts';
import type { AddressSpace } from '../memory/address-space.ts';
import { MOST_BYTES } from '../memory/memory-limit.ts';
import { withBodies } from '../lowering/schedule-item.ts';
import { compile, hostFunctions } from '../planning/compile.ts';
import { layOut, type PassLayout } from '../lowering/lay-out.ts';
import { type Entry, writePass, type WrittenPass } from '../planning/write-pass.ts';
import { COMPILER_VERSION } from '../precompiled/compiler-version.ts';
import { Description, type Fingerprint } from '../precompiled/description.ts';
import { FORMAT, type Manifest, type PlanManifest, sealOf, SECTION } from '../precompiled/manifest.ts';
import { passInWords } from '../precompiled/plan-index.ts';
import { ScanBodies } from '../runtime/scan-bodies.ts';
import { sourcesOf } from '../runtime/slots.ts';

/** The plans for one graph: they share functions and a block of memory. */
interface WrittenGroup {
  readonly block: Block;
  readonly arena: BufferArena;
  readonly cache: ModuleCache;
  readonly kernels: Kernels;
  readonly number: number;
}

/** Plans have one thread and plain arithmetic. */
const LOOPS: LoopTable = /* @__PURE__ */ loopTable(ALL_FAMILIES, { fused: false, products: undefined });

/** Writes the plans for passes into one module. */
export class ModuleWriter {
  readonly #module = new RelocatableModule();
  readonly #fail = this.#module.import('fail', { params: [], results: [] });
  readonly #functions: Functions;
  readonly #groups = new Map<string, WrittenGroup>();
  readonly #plans = new Map<string, PlanManifest>();

  constructor() {
    this.#functions = new Functions(this.#module, importedFunctions(), LOOPS.codeOf);
  }

  /** Adds the plan for a pass, unless it has one. */
  add(name: string, demands: Demands, { order, donated }: Pass): void {
    const [sources, bodies] = [sourcesOf(order), new ScanBodies(order)];
    checkSizes(sources);
    bodies.resize();
    const pass = { ...demands, sources, order, bodies, donated };
    const { fingerprint } = new Description(pass);
    const key = Object.values(fingerprint).join();
    if (this.#plans.has(key)) return;
    const slots = [...sources, ...order, ...bodies.slots];
    const group = this.#groupOf(fingerprint, slots, demands.outputs.length);
    const arena = new BufferArena(group.block, slots, demands.outputs.length, group.arena);
    const layout = layOut({ ...pass, arena, target: LOOPS });
    refuseUnknown(layout);
    const numberOf = (slot: Slot): number => arena.placeOf(slot);
    const [module, functions, fail] = [this.#module, this.#functions, this.#fail];
    const site = { module, functions, kernels: group.kernels, loops: LOOPS, fail, arena };
    const { entryPoints, sizeArguments, addresses } = compile(layout, {
      arena,
      cache: group.cache,
      items: LOOPS.items,
      assemble: contents => numberedPlan(writePass(contents, site), numberOf),
    });
    this.#plans.set(key, {
      name,
      ...passInWords(pass),
      interpreted: layout.items.flatMap(item => (item.kind === 'interpret' ? [item.slot.wire.name] : [])),
      group: group.number,
      fingerprint,
      stored: layout.stored.map(numberOf),
      inPlace: pairsOf(layout.inPlace, numberOf, numberOf),
      temporary: pairsOf(layout.temporary, numberOf, address => address),
      placed: layout.placed,
      sizeArguments,
      addresses,
      ...entryPoints,
    });
  }

  /** The number of plans so far. */
  get plans(): number {
    return this.#plans.size;
  }

  manifest(): Manifest {
    const groups = [...this.#groups.values()].map(({ block, arena }) => ({
      bytes: block.bytes,
      slots: arena.columns,
      outputs: arena.taken - arena.columns,
    }));
    const manifest = { format: FORMAT, version: COMPILER_VERSION, groups, plans: [...this.#plans.values()] };
    return { ...manifest, seal: sealOf(manifest) };
  }

  /** The bytes of the module, with the manifest in a custom section. */
  toBytes(manifest: Manifest): Uint8Array<ArrayBuffer> {
    const code = this.#module.toBytes();
    const name = new Code().text(SECTION).bytes;
    const json = encodeUtf8(JSON.stringify(manifest));
    const head = new Code().byte(0).unsigned(name.length + json.length).bytes;
    return joined([code, head, name, json]);
  }

  #groupOf({ graph, demands }: Fingerprint, slots: readonly Slot[], outputs: number): WrittenGroup {
    const key = `${graph}${demands}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      const [block, cache] = [new Block(), new ModuleCache()];
      const kernels = new Kernels(this.#module, cache);
      group = { block, cache, kernels, arena: new BufferArena(block, slots, outputs), number: this.#groups.size };
      this.#groups.set(key, group);
    }
    return group;
  }
}

/** All functions that code may call, since imports come before the first function. The runner finds them in the graph. */
function importedFunctions(): Map<string, () => number> {
  const known = [BASIC_INSTRUCTIONS, ...ALL_FAMILIES.map(({ instructions = {} }) => instructions)];
  const names = known.flatMap(codes => Object.keys(codes)).filter(name => !LOOPS.hasCode(name, false));
  return new Map(names.map(name => [name, () => NaN]));
}

function refuseUnknown({ items }: PassLayout): void {
  const known = importedFunctions();
  for (const name of hostFunctions(withBodies(items), LOOPS).keys())
    if (!known.has(name))
      throw new GraphError(
        'precompile',
        'formulas must use known instructions',
        name,
        'Use wasm(), which calls yours.',
      );
}

function pairsOf<T>(
  map: ReadonlyMap<Slot, T>,
  numberOf: (slot: Slot) => number,
  second: (value: T) => number,
): (readonly [number, number])[] {
  return [...map].map(([slot, value]) => [numberOf(slot), second(value)]);
}

/** A source has sizes when it has a value, which records or `set` give it. */
function checkSizes(sources: readonly Slot[]): void {
  const missing = sources.filter(({ shape }) => shape === undefined).map(({ wire }) => wire.name);
  if (missing.length === 0) return;
  throw new GraphError(
    'precompile',
    'inputs that records do not feed must have a value',
    `none for ${missing.join(', ')}`,
    'Name them in feeds, leave feeds out, or set them first.',
  );
}

/** Bytes after each buffer: a vector may begin at its last element. */
const SLACK = 16;

/** A block of memory that does not exist yet: addresses count from its start. */
class Block implements AddressSpace {
  /** The bytes that are reserved. */
  bytes = 0;

  get left(): number {
    return MOST_BYTES - this.bytes;
  }

  reserve(bytes: number): number {
    const address = this.bytes;
    this.bytes += 16 * Math.ceil((bytes + SLACK) / 16);
    return address;
  }

  unreserve(): void {
    // A block is reserved whole.
  }
}

/** The functions and entry points of the plans for one graph, in the module that is written. */
class ModuleCache {
  readonly #functions = new Map<string, number>();
  readonly #entryPoints = new Map<string, NumberedPlan>();

  find(key: () => string): number | undefined {
    return this.#functions.get(key());
  }

  add(key: () => string, index: number): void {
    this.#functions.set(key(), index);
  }

  entryPointsOf(key: () => string): NumberedPlan | undefined {
    return this.#entryPoints.get(key());
  }

  addEntryPoints(key: () => string, entryPoints: NumberedPlan): void {
    this.#entryPoints.set(key(), entryPoints);
  }
}

/** The entry points of a plan, as a manifest has them. */
type NumberedPlan = Pick<PlanManifest, 'once' | 'calls' | 'packs' | 'steps'>;

/** Returns the entry points of a plan by their numbers, with the numbers of slots. */
function numberedPlan({ once, calls, packs, steps }: WrittenPass, numberOf: (slot: Slot) => number): NumberedPlan {
  const entry = (one: Entry): number => (typeof one === 'string' ? Number(one) : -1 - numberOf(one));
  return {
    once: once.map(entry),
    calls: calls.flat().map(entry),
    packs: packs.map(({ right, name }) => [numberOf(right.slot), Number(name)]),
    steps: steps === undefined ? -1 : Number(steps),
  };
}

const GET_GLOBAL = 0x23;

const ADD = 0x6a;

/** Code whose addresses count from a global, the origin. */
class RelocatableFunc extends WasmFunc {
  override origin(): this {
    return this.append([GET_GLOBAL, 0]);
  }

  override fromOrigin(): this {
    return this.origin().append([ADD]);
  }
}

/** A module whose addresses count from `env.origin`. Equal functions are written once. */
class RelocatableModule extends WasmModule {
  readonly #functions = new Map<string, number>();
  readonly #exported = new Set<string>();

  constructor() {
    super(RelocatableFunc, 'origin');
  }

  override add(signature: Signature, head: Bytes, code: Bytes): number {
    const key = `${JSON.stringify(signature)}${head.join()};${code.join()}`;
    let index = this.#functions.get(key);
    if (index === undefined) this.#functions.set(key, (index = super.add(signature, head, code)));
    return index;
  }

  override export(name: string, index: number): void {
    // A function that is written once may be an entry point twice.
    if (!this.#exported.has(name)) super.export(name, index);
    this.#exported.add(name);
  }
}

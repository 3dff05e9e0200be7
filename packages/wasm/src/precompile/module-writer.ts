import { GraphError } from '@thalweg/graph';
import type { Demands, Pass, Slot } from '@thalweg/graph/engine';
import { encodeUtf8 } from '@thalweg/tensor/engine';
import { Code } from '../assembler/code.ts';
import { joined } from '../assembler/module.ts';
import { Functions } from '../emit/functions.ts';
import { INSTRUCTIONS, isNative } from '../emit/instructions.ts';
import { BufferArena } from '../ir/buffer-arena.ts';
import { Kernels } from '../ir/kernels.ts';
import { sourcesOf } from '../ir/sources-of.ts';
import { compile } from '../plan/compile.ts';
import { hostFunctions } from '../plan/host-functions.ts';
import { layOut, type PlanLayout } from '../plan/lay-out.ts';
import { writePlan } from '../plan/write-plan.ts';
import { COMPILER_VERSION } from '../precompiled/compiler-version.ts';
import { Description, type Fingerprint } from '../precompiled/description.ts';
import { FORMAT, sealOf, SECTION, type Manifest, type PlanManifest } from '../precompiled/manifest.ts';
import { passInWords } from '../precompiled/pass-in-words.ts';
import { ScanBodies } from '../scan/scan-bodies.ts';
import { withBodies } from '../scan/scan-item.ts';
import { Block } from './block.ts';
import { ModuleCache } from './module-cache.ts';
import { numberedPlan } from './numbered-plan.ts';
import { RelocatableModule } from './relocatable-module.ts';

/** The plans for one graph: they share functions and a block of memory. */
interface WrittenGroup {
  readonly block: Block;
  readonly arena: BufferArena;
  readonly cache: ModuleCache;
  readonly kernels: Kernels;
  readonly number: number;
}

/** Writes the plans for passes into one module. */
export class ModuleWriter {
  readonly #module = new RelocatableModule();
  readonly #fail = this.#module.import('fail', { params: [], results: [] });
  readonly #functions: Functions;
  readonly #groups = new Map<string, WrittenGroup>();
  readonly #plans = new Map<string, PlanManifest>();

  constructor() {
    this.#functions = new Functions(this.#module, importedFunctions());
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
    const layout = layOut({ ...pass, arena });
    refuseUnknown(layout);
    const numberOf = (slot: Slot): number => arena.placeOf(slot);
    const site = { module: this.#module, functions: this.#functions, kernels: group.kernels, fail: this.#fail, arena };
    const { entryPoints, sizeArguments, addresses } = compile(layout, {
      arena,
      cache: group.cache,
      assemble: contents => numberedPlan(writePlan(contents, site), numberOf),
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
  const names = Object.keys(INSTRUCTIONS).filter(name => !isNative(name, false));
  return new Map(names.map(name => [name, () => NaN]));
}

function refuseUnknown({ items }: PlanLayout): void {
  const known = importedFunctions();
  for (const name of hostFunctions(withBodies(items)).keys())
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

import { bind } from '@thalweg/graph/engine';
import type { Arithmetic } from '../assembler/wasm-func.ts';
import { WasmModule } from '../assembler/wasm-module.ts';
import { BufferArena } from '../ir/buffer-arena.ts';
import { Functions } from '../ir/functions.ts';
import type { KernelCache } from '../ir/kernel-cache.ts';
import { type HostProducts, Kernels } from '../ir/kernels.ts';
import type { Products } from '../ir/products.ts';
import type { ScheduleItem } from '../ir/schedule-item.ts';
import { FedBuffers } from '../memory/growing-buffer.ts';
import { host } from '../memory/host.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { Executable } from '../runtime/executable.ts';
import { type EntryPoints, fail, inTurn, type SharedPass } from '../runtime/linked-pass.ts';
import { ScanBodies } from '../runtime/scan-bodies.ts';
import type { FrameSlots, ExecutableMaker } from '../runtime/wasm-executor.ts';
import { withBodies } from '../scan/scan-item.ts';
import type { WorkerGroup } from '../threads/worker-group.ts';
import { type CompiledPass, compile, hostFunctions } from './compile.ts';
import { explained, type ExplainedPlan } from './explained.ts';
import { layOut, type LayoutRequest } from './lay-out.ts';
import type { Profiler } from './unit-times.ts';
import { type Entry, type PassContents, writePass } from './write-pass.ts';

/** Options of all executables of a program. */
export interface CompilerOptions {
  readonly arithmetic?: Arithmetic | undefined;
  readonly onPlan?: ((plan: ExplainedPlan) => void) | undefined;
  readonly workers?: WorkerGroup | undefined;
  /** The library that computes some products. */
  readonly products?: Products | undefined;
  /** Measures the units of passes. */
  readonly profile?: Profiler | undefined;
}

/** The pass to compile, and how. */
interface PassRequest extends CompilerOptions, Omit<LayoutRequest, 'among'> {
  readonly memory: LinearMemory;
}

/** Compiles a pass in this process. */
function build(request: PassRequest): CompiledPass {
  const { memory, arithmetic, workers, arena, products, profile } = request;
  const layout = layOut({ ...request, among: workers?.among });
  const reserved: (readonly [number, number])[] = [];
  const reserve = (bytes: number): number => {
    const address = memory.reserve(bytes);
    reserved.push([address, bytes]);
    return address;
  };
  // Other threads have no table of functions, so all that they call is in the module.
  const cache = workers === undefined ? arena.kernels : undefined;
  const target = { memory, arithmetic, workers, arena, reserve, products, profile: profile !== undefined };
  let shared: SharedPass | undefined;
  try {
    const { entryPoints, sizeArguments } = compile(layout, {
      arena,
      cache,
      assemble: contents => {
        const assembled = assemble(contents, target, cache);
        shared = assembled.shared;
        return assembled.entryPoints;
      },
    });
    return { ...layout, ...entryPoints, sizeArguments, shared, arena, reserved };
  } catch (error) {
    for (const [address, bytes] of reserved) memory.unreserve(address, bytes);
    throw error;
  }
}

/** The inputs of all functions of a pass, besides its items. */
interface Target {
  readonly memory: LinearMemory;
  readonly arithmetic: Arithmetic | undefined;
  readonly workers: WorkerGroup | undefined;
  readonly arena: BufferArena;
  readonly reserve: (bytes: number) => number;
  /** The library that computes some products. */
  readonly products: Products | undefined;
  /** If true, each item has its own call. */
  readonly profile: boolean;
}

/** The functions of a pass, and the pass as the workers of other threads have it. */
interface Assembled {
  readonly entryPoints: EntryPoints;
  readonly shared: SharedPass | undefined;
}

/** Writes a module with the functions of a pass that no module has, and links it. */
function assemble(contents: PassContents, target: Target, cache: KernelCache | undefined): Assembled {
  const { memory, arena, profile } = target;
  const module = new WasmModule(target.arithmetic);
  const fails = module.import('fail', { params: [], results: [] });
  const items = [...contents.once, ...contents.always].map(({ item }) => item);
  const all = withBodies(items);
  const products = all.some(isByHost) ? target.products : undefined;
  const multiply = products && importProducts(module);
  const functions = new Functions(module, hostFunctions(all));
  const parallel = target.workers?.kernels(module, memory, target.reserve);
  const kernels = new Kernels(module, cache, multiply);
  const written = writePass(contents, { module, functions, kernels, fail: fails, arena, profile, parallel });
  cache?.moveInto(module);
  const env = { ...functions.host, ...parallel?.finish(), ...products?.open(memory.memory), fail };
  const { Module: Compiled, Instance } = host();
  const compiled = new Compiled(module.toBytes(memory.limits.maximum));
  const { exports } = new Instance(compiled, { env: { ...env, memory: memory.memory, table: cache?.table } });
  const callable = (one: Entry): (() => void) => (typeof one === 'string' ? (exports[one] as () => void) : bind(one));
  const entryPoints = {
    calls: written.calls.map(entries => inTurn(entries.map(callable))),
    once: written.once.map(callable),
    packs: written.packs.map(({ right, name }) => ({ right, pack: callable(name) })),
    steps: written.steps === undefined ? undefined : (exports[written.steps] as EntryPoints['steps']),
  };
  return { entryPoints, shared: parallel?.share(compiled, exports) };
}

/** True for what a library computes. */
function isByHost(item: ScheduleItem): boolean {
  if (item.kind === 'loop') return item.code.byHost === true;
  return item.kind === 'product' && item.shape.host !== undefined;
}

/** Imports the functions of a library that compute products, by dtype. Returns their indices. */
function importProducts(module: WasmModule): HostProducts {
  const signature = { params: new Array<'i32'>(10).fill('i32'), results: [] };
  return { float32: module.import('float32', signature), float64: module.import('float64', signature) };
}

/** Compiles the executables for the slots of a frame. */
export class ExecutableCompiler implements ExecutableMaker {
  readonly #slots: FrameSlots;
  readonly #options: CompilerOptions;
  readonly #fed: FedBuffers;
  /** The bodies of the scans among the slots. */
  readonly #bodies: ScanBodies;
  #arena: BufferArena | undefined = undefined;

  constructor(slots: FrameSlots, options: CompilerOptions) {
    this.#slots = slots;
    this.#options = options;
    this.#fed = new FedBuffers(slots.memory);
    this.#bodies = new ScanBodies(slots.order);
  }

  make(donated: boolean): Executable {
    const slots = this.#slots;
    const { memory, sources, order, outputs } = slots;
    const { onPlan, profile } = this.#options;
    const bodies = this.#bodies;
    bodies.resize();
    const arena = (this.#arena ??= new BufferArena(memory, [...sources, ...order, ...bodies.slots], outputs.length));
    const built = build({ ...this.#options, ...slots, donated, arena, bodies });
    const measured = profile?.(built);
    const executable = new Executable(measured?.pass ?? built, { ...slots, fed: this.#fed });
    if (onPlan === undefined) return executable;
    const description = explained(built.items, executable.bytes, this.#options);
    onPlan(measured?.explained(description) ?? description);
    return executable;
  }

  release(): void {
    this.#arena?.release();
    this.#fed.release();
  }
}

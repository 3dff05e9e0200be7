import type { Arithmetic } from '../assembler/wasm-func.ts';
import { WasmModule } from '../assembler/wasm-module.ts';
import type { LoopFamily } from '../families/family.ts';
import { type LoopTable, loopTable, type Missing } from '../families/loop-table.ts';
import { BufferArena } from '../lowering/buffer-arena.ts';
import { Functions } from '../lowering/functions.ts';
import type { KernelCache } from '../assembler/kernel-cache.ts';
import { Kernels } from '../assembler/kernels.ts';
import type { Products } from '../lowering/products.ts';
import { isByHost, withBodies } from '../lowering/schedule-item.ts';
import { FedBuffers } from '../memory/growing-buffer.ts';
import { host } from '../memory/host.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { Executable } from '../runtime/executable.ts';
import { type EntryPoints, fail, type SharedPass } from '../runtime/linked-pass.ts';
import { ScanBodies } from '../runtime/scan-bodies.ts';
import type { FrameSlots, ExecutableMaker } from '../runtime/wasm-executor.ts';
import type { WorkerGroup } from '../threads/worker-group.ts';
import { type CompiledPass, compile, hostFunctions, importProducts } from './compile.ts';
import type { PlanParts } from './explained.ts';
import { layOut, type LayoutRequest } from '../lowering/lay-out.ts';
import type { Profiler } from './unit-times.ts';
import type { Native, NativePass } from './native.ts';
import { entryPointsOf, type PassContents, writePass } from './write-pass.ts';

/** Options of all executables of a program. */
export interface CompilerOptions {
  /** The kinds of loops that there is code for. */
  readonly families: readonly LoopFamily[];
  /** Called with what they lack. */
  readonly missing?: Missing | undefined;
  readonly arithmetic?: Arithmetic | undefined;
  /** Called with each plan. */
  readonly onPlan?: ((plan: PlanParts) => void) | undefined;
  readonly workers?: WorkerGroup | undefined;
  /** The library that computes some products. */
  readonly products?: Products | undefined;
  /** Measures the units of passes. */
  readonly profile?: Profiler | undefined;
  /** Compiles passes for the processor. */
  readonly native?: Native | undefined;
}

/** The pass to compile, and how. */
interface PassRequest extends Omit<CompilerOptions, 'families' | 'missing' | 'onPlan'>, Omit<LayoutRequest, 'target'> {
  readonly memory: LinearMemory;
  readonly loops: LoopTable;
  /** The native code of the frame, which is removed when it closes. */
  readonly natives: NativePass[];
}

/** Compiles a pass in this process. */
function build(request: PassRequest): CompiledPass {
  const { memory, arithmetic, workers, arena, products, profile, loops, native, natives } = request;
  const layout = layOut({ ...request, target: loops });
  const reserved: (readonly [number, number])[] = [];
  const reserve = (bytes: number): number => {
    const address = memory.reserve(bytes);
    reserved.push([address, bytes]);
    return address;
  };
  // Other threads have no table of functions, so all that they call is in the module.
  const cache = workers === undefined ? arena.kernels : undefined;
  const target = { memory, arithmetic, workers, arena, reserve, products, loops, profile: profile !== undefined };
  let shared: SharedPass | undefined;
  try {
    const { entryPoints, sizeArguments } = compile(layout, {
      arena,
      cache,
      items: loops.items,
      lanes: native?.lanes,
      assemble: contents => {
        const assembled = assemble(contents, target, cache);
        shared = assembled.shared;
        const hasThreads = workers !== undefined;
        if (native?.whyNot(layout.items, { loops, hasThreads }) !== undefined) return assembled.entryPoints;
        const compiled = native?.compile(contents, assembled.entryPoints, target);
        if (compiled !== undefined) natives.push(compiled);
        return compiled?.entryPoints ?? assembled.entryPoints;
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
  readonly loops: LoopTable;
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
  const { memory, arena, profile, loops } = target;
  const module = new WasmModule(target.arithmetic);
  const fails = module.import('fail', { params: [], results: [] });
  const items = [...contents.once, ...contents.always].map(({ item }) => item);
  const all = withBodies(items);
  const products = all.some(isByHost) ? target.products : undefined;
  const multiply = products && importProducts(module);
  const functions = new Functions(module, hostFunctions(all, loops), loops.codeOf);
  const parallel = target.workers?.kernels(module, memory, target.reserve);
  const kernels = new Kernels(module, cache, multiply);
  const written = writePass(contents, { module, functions, kernels, loops, fail: fails, arena, profile, parallel });
  cache?.moveInto(module);
  const env = { ...functions.host, ...parallel?.finish(), ...products?.open(memory.memory), fail };
  const { Module: Compiled, Instance } = host();
  const compiled = new Compiled(module.toBytes(memory.limits.maximum));
  const { exports } = new Instance(compiled, { env: { ...env, memory: memory.memory, table: cache?.table } });
  const shared = parallel?.share(compiled, exports);
  return { entryPoints: entryPointsOf(written, name => exports[name] as () => void), shared };
}

/** Compiles the executables for the slots of a frame. */
export class ExecutableCompiler implements ExecutableMaker {
  readonly #slots: FrameSlots;
  readonly #options: CompilerOptions;
  readonly #loops: LoopTable;
  readonly #fed: FedBuffers;
  readonly #natives: NativePass[] = [];
  /** The bodies of the scans among the slots. */
  readonly #bodies: ScanBodies;
  #arena: BufferArena | undefined = undefined;

  constructor(slots: FrameSlots, options: CompilerOptions) {
    this.#slots = slots;
    this.#options = options;
    const { families, arithmetic, products, workers, missing } = options;
    this.#loops = loopTable(families, { fused: arithmetic !== undefined, products }, workers?.among, missing);
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
    const built = build({
      ...this.#options,
      ...slots,
      loops: this.#loops,
      donated,
      arena,
      bodies,
      natives: this.#natives,
    });
    const measured = profile?.(built);
    const executable = new Executable(measured?.pass ?? built, { ...slots, fed: this.#fed });
    const { items } = built;
    const slotsOfAll = [...order, ...bodies.slots];
    onPlan?.({ items, slots: slotsOfAll, bytes: executable.bytes, loops: this.#loops, timed: measured?.explained });
    return executable;
  }

  release(): void {
    this.#arena?.release();
    this.#fed.release();
    for (const { release } of this.#natives) release();
  }
}

import { GraphError } from '@thalweg/graph';
import { bind, type Slot } from '@thalweg/graph/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import type { HostFunction } from '../lowering/functions.ts';
import { FedBuffers } from '../memory/growing-buffer.ts';
import { host } from '../memory/host.ts';
import { LinearMemory } from '../memory/linear-memory.ts';
import { type LoadableRunner, loadInto } from '../memory/load-into.ts';
import { AddressTable } from '../runtime/address-table.ts';
import { Executable } from '../runtime/executable.ts';
import { fail, inTurn, type LinkedPass } from '../runtime/linked-pass.ts';
import { ScanBodies } from '../runtime/scan-bodies.ts';
import { type FrameSlots, type ExecutableMaker, WasmExecutor } from '../runtime/wasm-executor.ts';
import type { Coverage } from './coverage.ts';
import { Description } from './description.ts';
import { loadedModule } from './loaded-module.ts';
import type { EntryNumber, PlanGroup } from './manifest.ts';
import { type FoundPlan, passInWords, PlanIndex } from './plan-index.ts';

/** Options of {@link precompiled}. */
export interface PrecompiledOptions {
  /** Modules of the files that `precompile` wrote: imported, or compiled where that is allowed. */
  readonly modules: readonly object[];
  /** If true, a pass that no plan covers is an error; by default it is interpreted, and counted. */
  readonly strict?: boolean;
}

/** The result of {@link precompiled}: a runner that reports how many passes it had plans for. */
export interface PrecompiledRunner extends LoadableRunner {
  /** The passes so far. */
  readonly coverage: Coverage;
}

/** So many reasons are kept. */
const MOST_REASONS = 16;

/**
 * A runner that computes passes with plans that were compiled before, by `precompile`. It compiles nothing, so it works where
 * WebAssembly must not be made at run time: in pages with a strict policy, and in edge workers. The results have the bits of
 * `wasm()`. Registers may have other values than when the plans were compiled.
 *
 * A plan is for one graph, sizes of inputs, and set of observed values. Any other pass is interpreted: `coverage` counts those
 * passes, and says why no plan covers them. With `strict`, such a pass is an error.
 *
 * A module is code, and runs in the memory of the runner: take only those that you or your build have made, as with scripts. The checks
 * find files that are damaged, or of another version; they do not judge the code.
 *
 * - **Throws** `DataError` for a module that `precompile` of this version has not written, and one whose manifest was changed; a pass throws `GraphError` if it is
 *   not covered and `strict` is asked for
 *
 * @example
 * predictor(prediction, { runner: precompiled({ modules: [model] }) })
 */
export function precompiled(options: PrecompiledOptions): PrecompiledRunner {
  const { modules, strict } = optionsOf('precompiled', options, { modules: [] as readonly object[], strict: false });
  const index = new PlanIndex(modules.map(loadedModule));
  const memory = new LinearMemory();
  const counts = { compiled: 0, interpreted: 0 };
  const missing = new Set<string>();
  const onMissing = (why: string): void => {
    if (strict) throw notCovered(why);
    if (missing.size < MOST_REASONS) missing.add(why);
  };
  return {
    open(demands, interpreter) {
      const executor = {
        maker: (slots: FrameSlots) => new ExecutableLoader(slots, index, onMissing),
        canUse: ({ limits }: LinearMemory) => limits.shared !== true,
        onCompiled: (passes: number) => (counts.compiled += passes),
        onUncovered: () => counts.interpreted++,
      };
      return new WasmExecutor(memory, executor, demands, interpreter);
    },
    load: loadInto(memory, true),
    get coverage() {
      return { ...counts, missing: [...missing] };
    },
  };
}

function notCovered(why: string): GraphError {
  return new GraphError(
    'precompiled',
    'a plan must cover every pass',
    why,
    'Add it to the targets or sizes of precompile, or leave out strict to have it interpreted.',
  );
}

/** A module for one frame: its functions, over a block of memory. */
interface Linked {
  readonly origin: number;
  readonly exports: Readonly<Record<string, unknown>>;
}

type HostFunctions = Readonly<Record<string, HostFunction>>;

/** Links the plans for the slots of a frame, among those that were compiled before. */
class ExecutableLoader implements ExecutableMaker {
  readonly #slots: FrameSlots;
  readonly #index: PlanIndex;
  /** Called with the reason why no plan is for a pass. */
  readonly #onMissing: (why: string) => void;
  readonly #numbered: readonly Slot[];
  readonly #bodies: ScanBodies;
  readonly #fed: FedBuffers;
  readonly #linked = new Map<PlanGroup, Linked>();

  constructor(slots: FrameSlots, index: PlanIndex, onMissing: (why: string) => void) {
    this.#slots = slots;
    this.#index = index;
    this.#onMissing = onMissing;
    this.#numbered = [...slots.sources, ...slots.order];
    this.#bodies = new ScanBodies(slots.order);
    this.#fed = new FedBuffers(slots.memory);
  }

  make(donated: boolean): Executable | undefined {
    this.#bodies.resize();
    const pass = { ...this.#slots, bodies: this.#bodies, donated };
    const { fingerprint, functions } = new Description(pass);
    const found = this.#index.find(fingerprint);
    if (found === undefined) {
      this.#onMissing(this.#index.whyNot(fingerprint, passInWords(pass)));
      return undefined;
    }
    return new Executable(this.#link(found, functions), { ...this.#slots, fed: this.#fed });
  }

  release(): void {
    for (const [{ bytes }, { origin }] of this.#linked) this.#slots.memory.unreserve(origin, bytes);
    this.#fed.release();
  }

  #link(found: FoundPlan, functions: HostFunctions): LinkedPass {
    const { plan, loaded } = found;
    const group = loaded.manifest.groups[plan.group]!;
    const { origin, exports } = this.#linkedTo(group, found, functions);
    const slotOf = (number: number): Slot => this.#numbered[number]!;
    const callable = (entry: EntryNumber): (() => void) =>
      entry < 0 ? bind(slotOf(-1 - entry)) : (exports[entry] as () => void);
    const sizes = plan.sizeArguments.map((size, n) => size + plan.addresses[n]! * origin);
    const calls = plan.calls.map(callable);
    return {
      once: plan.once.map(callable),
      calls: calls.length === 0 ? [] : [inTurn(calls)],
      packs: plan.packs.map(([slot, entry]) => ({
        right: { slot: slotOf(slot), version: undefined },
        pack: callable(entry),
      })),
      steps: plan.steps < 0 ? undefined : (exports[plan.steps] as LinkedPass['steps']),
      sizeArguments: sizes,
      shared: undefined,
      arena: new AddressTable(origin, this.#numbered, group),
      stored: plan.stored.map(slotOf),
      inPlace: new Map(plan.inPlace.map(([slot, register]) => [slotOf(slot), slotOf(register)])),
      temporary: new Map(plan.temporary.map(([slot, address]) => [slotOf(slot), address + origin])),
      placed: plan.placed.map(([place, address]) => [place, address + origin]),
      temporaryBytes: 0,
      reserved: [],
    };
  }

  /** The module of a plan, linked for this frame once. */
  #linkedTo(group: PlanGroup, { loaded: { module } }: FoundPlan, functions: HostFunctions): Linked {
    let linked = this.#linked.get(group);
    if (linked === undefined) {
      const { memory } = this.#slots;
      const origin = memory.reserve(group.bytes);
      const env = { log: Math.log, ...functions, fail, memory: memory.memory, origin };
      linked = { origin, exports: new (host().Instance)(module, { env: { ...refusals(module), ...env } }).exports };
      this.#linked.set(group, linked);
    }
    return linked;
  }
}

/** Functions for all that a module imports: the plans of other graphs call some that this one does not have. */
function refusals(module: object): Readonly<Record<string, () => never>> {
  const { Module } = host();
  return Object.fromEntries(Module.imports(module).map(({ name }) => [name, fail]));
}

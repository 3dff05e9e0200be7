import { bind } from '@thalweg/graph/engine';
import type { Arithmetic } from '../assembler/func.ts';
import { Module } from '../assembler/module.ts';
import { Functions } from '../emit/functions.ts';
import { host } from '../host.ts';
import type { BufferArena } from '../ir/buffer-arena.ts';
import type { EntryPoints } from '../ir/entry-points.ts';
import type { KernelCache } from '../ir/kernel-cache.ts';
import { Kernels, type HostProducts } from '../ir/kernels.ts';
import type { Products } from '../products.ts';
import type { ScheduleItem } from '../ir/schedule-item.ts';
import type { SharedPlan } from '../ir/shared-plan.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { withBodies } from '../scan/scan-item.ts';
import type { WorkerGroup } from '../threads/worker-group.ts';
import { fail } from './fail.ts';
import { hostFunctions } from './host-functions.ts';
import { inTurn } from './in-turn.ts';
import { writePlan, type Entry, type PlanContents } from './write-plan.ts';

/** The inputs of all functions of a plan, besides its items. */
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

/** The functions of a plan, and the plan as the workers of other threads have it. */
interface Assembled {
  readonly entryPoints: EntryPoints;
  readonly shared: SharedPlan | undefined;
}

/** Writes a module with the functions of a plan that no module has, and links it. */
export function assemble(contents: PlanContents, target: Target, cache: KernelCache | undefined): Assembled {
  const { memory, arena, profile } = target;
  const module = new Module(target.arithmetic);
  const fails = module.import('fail', { params: [], results: [] });
  const items = [...contents.once, ...contents.always].map(({ item }) => item);
  const all = withBodies(items);
  const products = all.some(isByHost) ? target.products : undefined;
  const multiply = products && importProducts(module);
  const functions = new Functions(module, hostFunctions(all));
  const parallel = target.workers?.kernels(module, memory, target.reserve);
  const kernels = new Kernels(module, cache, multiply);
  const written = writePlan(contents, { module, functions, kernels, fail: fails, arena, profile, parallel });
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
function importProducts(module: Module): HostProducts {
  const signature = { params: new Array<'i32'>(10).fill('i32'), results: [] };
  return { float32: module.import('float32', signature), float64: module.import('float64', signature) };
}

import type { PlannedSlots } from './ir/planner.ts';
import { finiteChecks } from './memory/finite-checks.ts';
import type { LinearMemory } from './memory/linear-memory.ts';
import { loadInto, type LoadableRunner } from './memory/load-into.ts';
import type { CompilerOptions } from './plan/build.ts';
import { CompilingPlanner } from './plan/compiling-planner.ts';
import type { Opening } from './threads/opening-of.ts';
import { WasmExecutor } from './wasm-executor.ts';

/** Options of {@link runnerIn}. */
export interface RunnerOptions extends Omit<CompilerOptions, 'workers'> {
  /** True to interpret what does not fit in the memory. */
  readonly fallback?: boolean | undefined;
  readonly opening?: Opening | undefined;
}

/** Returns a runner whose values lie in a memory, and that compiles its plans. */
export function runnerIn(memory: LinearMemory, { opening, fallback, ...compiler }: RunnerOptions = {}): LoadableRunner {
  const isFinite = finiteChecks();
  return {
    open(demands, interpreter) {
      const workers = opening?.open();
      const options = {
        fallback,
        isFinite,
        planner: (slots: PlannedSlots) => new CompilingPlanner(slots, { ...compiler, workers }),
        canUse: ({ limits }: LinearMemory) => workers === undefined || limits.shared === true,
        onClose: () => workers?.close(),
      };
      return new WasmExecutor(memory, options, demands, interpreter);
    },
    load: loadInto(memory, fallback),
  };
}

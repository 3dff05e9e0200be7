import { GraphError } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import type { PlannedSlots } from '../ir/planner.ts';
import { LinearMemory } from '../memory/linear-memory.ts';
import { loadInto, type LoadableRunner } from '../memory/load-into.ts';
import { WasmExecutor } from '../wasm-executor.ts';
import type { Coverage } from './coverage.ts';
import { loadedModule } from './loaded-module.ts';
import { PlanIndex } from './plan-index.ts';
import { PrecompiledPlanner } from './precompiled-planner.ts';

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
        planner: (slots: PlannedSlots) => new PrecompiledPlanner(slots, index, onMissing),
        canUse: ({ limits }: LinearMemory) => limits.shared !== true,
        onCompiled: (passes: number) => (counts.compiled += passes),
        onUnplanned: () => counts.interpreted++,
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

import type { Arithmetic } from '../assembler/func.ts';
import type { BuiltPlan } from '../ir/built-plan.ts';
import type { SharedPlan } from '../ir/shared-plan.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import type { Products } from '../products.ts';
import type { WorkerGroup } from '../threads/worker-group.ts';
import { assemble } from './assemble.ts';
import { compile } from './compile.ts';
import type { ExplainedPlan } from './explained.ts';
import { layOut, type LayoutRequest } from './lay-out.ts';
import type { Profiler } from './profiler.ts';

/** Options of all plans of a program. */
export interface CompilerOptions {
  readonly arithmetic?: Arithmetic | undefined;
  readonly onPlan?: ((plan: ExplainedPlan) => void) | undefined;
  readonly workers?: WorkerGroup | undefined;
  /** The library that computes some products. */
  readonly products?: Products | undefined;
  /** Measures the units of plans. */
  readonly profile?: Profiler | undefined;
}

/** The pass to compile, and how. */
interface PlanRequest extends CompilerOptions, Omit<LayoutRequest, 'among'> {
  readonly memory: LinearMemory;
}

/** Compiles a pass in this process. */
export function build(request: PlanRequest): BuiltPlan {
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
  let shared: SharedPlan | undefined;
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

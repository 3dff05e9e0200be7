import { GraphError } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { familyOf, type LoopFamily } from './families/family.ts';
import { openRunner } from './runner-in.ts';
import type { WasmOptions, WasmRunner } from './wasm.ts';

/** Options of `wasm` of `@thalweg/wasm/core`. */
export interface CoreOptions extends Omit<WasmOptions, 'onPlan' | 'profile'> {
  /** The families of loops that the circuits need: `explain(nodes).loops` of `@thalweg/wasm` lists them. */
  readonly loops: readonly LoopFamily[];
}

/**
 * A runner like `wasm()` of `@thalweg/wasm`, to the same bits, for apps whose bundle should hold the code of some kinds of
 * loops only. Every runner computes formulas of basic arithmetic. `threads` adds the code of products and reductions to the bundle.
 *
 * - **Throws** `GraphError` from the first pass that needs another family, with its name and import; and as `wasm()` does
 *
 * @example
 * train(loss, adam(), { runner: wasm({ loops: [products, reductions, exponentials] }) })
 */
export function wasm(options: CoreOptions): WasmRunner {
  const { loops, ...others } = optionsOf('wasm', options, {
    loops: undefined as readonly LoopFamily[] | undefined,
    fallback: false,
    threads: undefined,
    products: undefined,
    arithmetic: undefined,
    native: undefined,
  });
  if (Array.isArray(loops) && loops.every(isFamily))
    return openRunner({ ...others, families: loops, missing: member => refuse(member, loops) });
  throw new ContractError(
    'wasm',
    'loops must list families of loops',
    JSON.stringify(loops) ?? 'nothing',
    "Import them beside wasm: import { products, wasm } from '@thalweg/wasm/core'.",
  );
}

function isFamily(one: unknown): one is LoopFamily {
  return typeof one === 'object' && one !== null && 'name' in one && ('loops' in one || 'instructions' in one);
}

/** Throws if what is missing would be there with another family. */
function refuse(member: string, loops: readonly LoopFamily[]): void {
  const family = familyOf(member);
  if (family === undefined || loops.some(({ name }) => name === family)) return;
  throw new GraphError(
    'wasm',
    `loops must have the family ${family} for ${member}`,
    loops.map(({ name }) => name).join(', ') || 'none',
    `Add it: import { ${family} } from '@thalweg/wasm/core'.`,
  );
}

import { feedOf, Input, openFrame, type Node } from '@thalweg/graph';
import type { TensorLike } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { now } from './memory/host.ts';
import type { ExplainedPlan } from './planning/explained.ts';
import { profiler } from './profiler.ts';
import { wasm, type WasmOptions } from './wasm.ts';

/** Options of {@link explain}. */
export interface ExplainOptions extends Pick<WasmOptions, 'arithmetic' | 'products' | 'native'> {
  /** If true, measures the time of each part; false by default. */
  readonly profile?: boolean;
}

/** A profile is measured for so many milliseconds, and in so many passes at least. */
const PROFILE = { milliseconds: 200, passes: 5 } as const;

/**
 * Returns the parts of the compiled pass that computes some nodes, for the sizes of the values that it gets by input name: what
 * each part reads, writes and costs, and which of them the interpreter computes. Printed, it has a line for each part, and one
 * for the arithmetic. With `profile`, it repeats the pass for 0.2 seconds, and each part has the median of its times. For the
 * steps of a training ask `wasm({ onPlan, profile: profiler() })`.
 *
 * - **Throws** what the pass fails with, such as `GraphError` for an input without a value
 *
 * @example
 * const x = input('x', [2]), y = mul(add(x, 1), x);
 * explain([y], { x: [1, 2] }).units.map(({ by, what }) => `${by}: ${what}`) // => ['vectors: add mul']
 * explain([y], { x: [1, 2] }, { profile: true }).units[0]!.microseconds! > 0 // => true
 */
export function explain(
  nodes: readonly Node[],
  values: Readonly<Record<string, TensorLike>> = {},
  options?: ExplainOptions,
): ExplainedPlan {
  const { arithmetic, products, native, profile } = optionsOf('explain', options, {
    arithmetic: undefined,
    products: undefined,
    native: undefined,
    profile: false,
  });
  const plans: ExplainedPlan[] = [];
  const onPlan = (plan: ExplainedPlan): unknown => plans.push(plan);
  const runner = wasm({ arithmetic, products, native, profile: profile ? profiler() : undefined, onPlan });
  const frame = openFrame({ outputs: nodes, runner });
  try {
    const feeds = frame.sources.flatMap(source => {
      const value = source instanceof Input ? values[source.name] : undefined;
      return value === undefined ? [] : [feedOf(source as Input, value)];
    });
    const pass = (): void =>
      frame.run(feeds, outcome => {
        if ('error' in outcome) throw outcome.error;
      });
    pass();
    if (profile) repeat(pass);
  } finally {
    frame.close();
  }
  return plans[0]!;
}

function repeat(pass: () => void): void {
  const start = now();
  for (let n = 1; n < PROFILE.passes || now() - start < PROFILE.milliseconds; n++) pass();
}

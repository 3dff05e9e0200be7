import { feedOf, Input, openFrame, type Node } from '@thalweg/graph';
import type { TensorLike } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ExplainedPlan } from './plan/explained.ts';
import { wasm, type WasmOptions } from './wasm.ts';

/**
 * Returns the parts of the compiled pass that computes some nodes, for the sizes of the values that it gets by input name: what
 * each part reads, writes and costs, and which of them the interpreter computes. Printed, it has a line for each part, and one
 * for the arithmetic. For the steps of a training ask `wasm({ onPlan })`.
 *
 * - **Throws** what the pass fails with, such as `GraphError` for an input without a value
 *
 * @example
 * const x = input('x', [2]), y = mul(add(x, 1), x);
 * explain([y], { x: [1, 2] }).units.map(({ by, what }) => `${by}: ${what}`) // => ['vectors: add mul']
 */
export function explain(
  nodes: readonly Node[],
  values: Readonly<Record<string, TensorLike>> = {},
  options?: Pick<WasmOptions, 'arithmetic'>,
): ExplainedPlan {
  const { arithmetic } = optionsOf('explain', options, { arithmetic: undefined });
  const plans: ExplainedPlan[] = [];
  const frame = openFrame({ outputs: nodes, runner: wasm({ arithmetic, onPlan: plan => plans.push(plan) }) });
  try {
    const feeds = frame.sources.flatMap(source => {
      const value = source instanceof Input ? values[source.name] : undefined;
      return value === undefined ? [] : [feedOf(source as Input, value)];
    });
    frame.run(feeds, outcome => {
      if ('error' in outcome) throw outcome.error;
    });
  } finally {
    frame.close();
  }
  return plans[0]!;
}

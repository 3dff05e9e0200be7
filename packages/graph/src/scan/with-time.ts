import { withInputs } from '../node/rebuild.ts';
import type { LoopPlan } from './loop-plan.ts';
import { placeholder } from './placeholder.ts';
import { positions } from '../compositions/positions.ts';
import { replacedIn, varyingIn } from './replaced-in.ts';

/** A plan in which random numbers depend on the position of the step too, or are the same at all steps. */
export function withTime(plan: LoopPlan, noise: 'each' | 'same'): LoopPlan {
  if (!varyingIn(plan).some(({ rule }) => rule?.atTime !== undefined)) return plan;
  const time = noise === 'each' ? placeholder({ name: 'time', shape: [], dtype: 'int32' }) : undefined;
  const timed = replacedIn(plan, (node, inputs) => {
    const same = withInputs(node, inputs);
    return node.rule?.atTime?.(same, time) ?? same;
  });
  if (time === undefined) return timed;
  return { ...timed, slices: [...plan.slices, { placeholder: time, stack: positions(plan.slices[0]!.stack, 0) }] };
}

import type { Node } from '../node/node.ts';
import { withInputs } from '../node/rebuild.ts';
import type { LoopPlan } from './loop-plan.ts';
import { replacedIn, varyingIn } from './replaced-in.ts';

/** True if what a loop computes step by step differs between training and prediction. */
export function showsMode(plan: LoopPlan): boolean {
  return varyingIn(plan).some(isMode);
}

/** The loop as one mode computes it. */
export function inMode(plan: LoopPlan, training: boolean): LoopPlan {
  return replacedIn(plan, (node, inputs) => (isMode(node) ? inputs[training ? 0 : 1]! : withInputs(node, inputs)));
}

function isMode({ rule }: Node): boolean {
  return rule?.kernel.kind === 'mode';
}

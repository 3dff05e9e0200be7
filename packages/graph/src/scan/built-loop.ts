import { whenTraining } from '../gradient/when-training.ts';
import type { Node } from '../node/node.ts';
import { buildLoop } from './build-loop.ts';
import { inMode, showsMode } from './in-mode.ts';
import type { LoopNodes, LoopPlan } from './loop-plan.ts';

/** The results of a loop; where modes show in it, those of a loop for each, chosen by the mode. */
export function builtLoop(plan: LoopPlan): Omit<LoopNodes, 'sums'> {
  if (!showsMode(plan)) return buildLoop(plan);
  const training = buildLoop(inMode(plan, true));
  const otherwise = buildLoop(inMode(plan, false));
  const choose = (a: readonly Node[], b: readonly Node[]): Node[] => a.map((one, n) => whenTraining(one, b[n]!));
  return { last: choose(training.last, otherwise.last), outputs: choose(training.outputs, otherwise.outputs) };
}

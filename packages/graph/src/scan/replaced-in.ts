import type { Node } from '../node/node.ts';
import { rebuild } from '../node/rebuild.ts';
import { Dependence } from './dependence.ts';
import type { LoopPlan } from './loop-plan.ts';

/** The nodes of a plan that vary from step to step, inputs first. */
export function varyingIn(plan: LoopPlan): readonly Node[] {
  return dependenceIn(plan).varying;
}

/** A plan in which all nodes that vary are built anew, from what their inputs become. */
export function replacedIn(plan: LoopPlan, build: (node: Node, inputs: readonly Node[]) => Node): LoopPlan {
  const dependence = dependenceIn(plan);
  const known = new Map<Node, Node>();
  const inputsOf = (node: Node): readonly Node[] => (dependence.varies(node) ? node.inputs : []);
  const become = (root: Node): Node =>
    rebuild(root, known, {
      inputsOf,
      build: (node, inputs) => (inputs.length === 0 ? node : build(node, inputs)),
    });
  return {
    ...plan,
    carries: plan.carries.map(carry => ({ ...carry, next: become(carry.next) })),
    outputs: plan.outputs.map(become),
  };
}

function dependenceIn({ carries, slices, outputs }: LoopPlan): Dependence {
  return new Dependence(
    [...carries.map(({ next }) => next), ...outputs],
    carries.map(one => one.placeholder),
    slices.map(one => one.placeholder),
  );
}

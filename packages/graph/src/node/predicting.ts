import type { Shape } from '@thalweg/tensor';
import { inputsOf } from '../wire/inputs-of.ts';
import type { Node } from './node.ts';
import { rebuild, withInputs } from './rebuild.ts';

/** A node as a frame that does not train computes it, for a step that trains. */
export interface Predicting<S extends Shape> {
  /** The node itself, if no mode shows in it. */
  readonly node: Node<S>;
  /** The rules that a step with the original node fires. A step with the other node must name them. */
  readonly rules: readonly Node[];
}

/**
 * Returns a node in whose place a step computes what the model predicts: of each mode below it the arm that does not
 * train. What depends on a mode is built anew, and all else is shared. The node that it returns fires no rule that the
 * original would not, and a register that it reads has its value from before the step.
 *
 * - **Shape** `S → S`
 */
export function predicting<S extends Shape>(root: Node<S>): Predicting<S> {
  const trained = reached(root as Node);
  if (![...trained].some(isMode)) return { node: root, rules: [] };
  const node = rebuild(root as Node, new Map(), {
    inputsOf: node => inputsOf(node, false),
    build: (node, inputs) => {
      const same = isMode(node) ? inputs[0]! : withInputs(node, inputs);
      // A rule is an identity that carries a write: where it would write another value, or one more, the identity goes.
      return node.register !== undefined && (same !== node || !trained.has(node)) ? inputs[0]! : same;
    },
  });
  return { node: node as Node as Node<S>, rules: [...trained].filter(({ register }) => register !== undefined) };
}

/** The nodes that a root depends on in a frame that trains, and itself. */
function reached(root: Node): ReadonlySet<Node> {
  const found = new Set([root]);
  for (const node of found) for (const input of inputsOf(node, true)) found.add(input);
  return found;
}

function isMode({ rule }: Node): boolean {
  return rule?.kernel.kind === 'mode';
}

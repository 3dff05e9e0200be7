import { isFloat, type Tensor } from '@thalweg/tensor';
import { Node } from '../node/node.ts';
import { rebuild, withInputs } from '../node/rebuild.ts';
import { cellOf } from '../wire/cell.ts';
import { inputsOf } from '../wire/inputs-of.ts';
import { needsValue } from '../wire/needs-value.ts';

/**
 * Returns the nodes between sources and a loss that a gradient treats as constants: what has no local gradient for any
 * input, as `stopGradient`, `floor` and `sign` have none, and what is not float. Those that only such nodes read are
 * not listed.
 */
export function heldNodes(loss: Node, sources: readonly Node[], training: boolean): Node[] {
  const varied = variedNodes(loss, sources, training);
  const found = new Set<Node>([loss]);
  const held: Node[] = [];
  for (const node of found) {
    if (!varied.has(node) || node.rule === undefined) continue;
    if (passesNothing(node)) held.push(node);
    else for (const input of inputsOf(node, training)) found.add(input);
  }
  return held;
}

/** Returns a root in which some nodes keep their values. */
export function holding(root: Node, values: ReadonlyMap<Node, Tensor>): Node {
  const known = new Map<Node, Node>();
  for (const [node, value] of values) {
    const { name, shape, dtype } = node;
    known.set(node, new Node({ name, shape, dtype, cell: cellOf(value, true) }));
  }
  return rebuild(root, known, { inputsOf: ({ inputs }) => inputs, build: withInputs });
}

/** Returns true if an operation contributes to the gradient of none of its inputs, and intends that. */
export function passesNothing(node: Node): boolean {
  const { rule, inputs, dtype } = node;
  if (!isFloat(dtype)) return true;
  if (rule?.gradient === undefined || inputs.length === 0) return false;
  return rule.gradient(node, inputs, node).every(adjoint => adjoint === undefined);
}

/** The nodes below a loss whose values depend on a source's, and these sources. */
function variedNodes(loss: Node, sources: readonly Node[], training: boolean): Set<Node> {
  const all = new Set<Node>([loss]);
  for (const node of all) for (const input of inputsOf(node, training)) all.add(input);
  const varied = new Set<Node>(sources);
  for (const node of [...all].sort((a, b) => a.height - b.height))
    if (node.inputs.some((input, position) => varied.has(input) && needsValue(node, position))) varied.add(node);
  return varied;
}

import { Node } from './node.ts';

/** The way in which nodes are rebuilt from what their inputs become. */
export interface Rebuilding {
  /** The inputs that a node is rebuilt from. */
  readonly inputsOf: (node: Node) => readonly Node[];
  /** Returns what a node becomes, from what these inputs become. */
  readonly build: (node: Node, inputs: readonly Node[]) => Node;
}

/**
 * Returns what a root becomes when all that it depends on is rebuilt, inputs first and each node once. `known` maps nodes
 * to what they become, and receives the others. An explicit stack: graphs can be very deep.
 */
export function rebuild(root: Node, known: Map<Node, Node>, { inputsOf, build }: Rebuilding): Node {
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const inputs = known.has(node) ? [] : inputsOf(node);
    const open = inputs.filter(input => !known.has(input));
    stack.push(...open);
    if (open.length > 0) continue;
    stack.pop();
    if (!known.has(node)) known.set(node, build(node, inputs.map(input => known.get(input)!))); // prettier-ignore
  }
  return known.get(root)!;
}

/** Returns a node with these inputs; itself if they are its own. A rule writes the register that it wrote. */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  if (inputs.every((input, position) => input === node.inputs[position])) return node;
  const { name, shape, dtype, rule, register } = node;
  const circuit = register?.circuit;
  if (circuit !== undefined) for (const input of inputs) input.circuit?.join(circuit);
  const copy = new Node({ name, shape, dtype, inputs, rule: rule!, circuit, ...(register && { register }) });
  copy.forward = node.forward;
  copy.limits = node.limits;
  return copy;
}

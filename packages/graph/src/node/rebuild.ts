import { sameShape, type Shape } from '@thalweg/tensor';
import { inputsOf } from '../wire/wire.ts';
import { Node, type NodeOperation } from './node.ts';

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

/**
 * Returns a node with these inputs; itself if they are its own. Its shape follows from theirs. A rule writes the register that it
 * wrote.
 */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  if (inputs.every((input, position) => input === node.inputs[position])) return node;
  const { name, dtype, operation, register } = node;
  const isAlike = inputs.every((input, position) => sameShape(input.shape, node.inputs[position]!.shape));
  const shape = isAlike ? node.shape : shapeOn(operation!, inputs);
  const circuit = register?.circuit;
  if (circuit !== undefined) for (const input of inputs) input.circuit?.join(circuit);
  const copy = new Node({ name, shape, dtype, inputs, operation: operation!, circuit, ...(register && { register }) });
  copy.forward = node.forward;
  copy.limits = node.limits;
  return copy;
}

function shapeOn(operation: NodeOperation, inputs: readonly Node[]): Shape {
  const shape = operation.shape(inputs.map(input => input.shape));
  return operation.normal?.(operation.name, shape, inputs) ?? shape;
}

/** A node as a frame that does not train computes it, for a step that trains. */
export interface Predicting<S extends Shape> {
  /** The node itself, if it does not depend on the mode. */
  readonly node: Node<S>;
  /** The rules that a step with the original node fires. A step with the other node must name them. */
  readonly rules: readonly Node[];
}

/**
 * Returns a node from which a step that trains computes what the model predicts. Each `whenTraining` below it takes the arm
 * that does not train. What depends on a mode is built anew, and all else is shared. The node that it returns fires no rule
 * that the original would not, and a register that it reads has its value from before the step.
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

function isMode({ operation }: Node): boolean {
  return operation?.kernel.kind === 'mode';
}

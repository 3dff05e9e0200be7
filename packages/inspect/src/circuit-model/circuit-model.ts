import { type Node, parametersOf, Register } from '@thalweg/graph';
import { layerGroups } from './layer-applications.ts';
import { numberText } from './number-text.ts';
import { INFIX, literalOf } from './operation-sign.ts';
import { rootGradients, type RootGradients } from './root-gradients.ts';
import { isFrozenIn, nodesBelow, type Use, usesBy } from './traversal.ts';

/** The structure of a circuit, independent of how it is drawn. */
export interface CircuitModel {
  /** The node whose gradients are shown. */
  readonly root: Node;
  /** All nodes except scalar constants, which are shown inside the operations that read them. Inputs come first. */
  readonly nodes: readonly Node[];
  /** The nodes that the root depends on. */
  readonly forward: ReadonlySet<Node>;
  /** The gradients of the root; undefined if it has none. */
  readonly gradients: RootGradients | undefined;
  readonly uses: ReadonlyMap<Node, readonly Use[]>;
  /** The group that each node can be folded into. */
  readonly groups: ReadonlyMap<Node, string>;
  /** Returns true for the group of the backward pass or of an optimizer. */
  readonly isLearning: (group: string | undefined) => boolean;
  /** Returns true for a state that no rule among the nodes writes: a weight that stays. */
  readonly isFrozen: (node: Node) => boolean;
  readonly names: Names;
  readonly expression: (node: Node) => string;
}

/**
 * Builds the model of the first root’s circuit. Further roots add the other nodes that a training step computes. `folds`
 * are groups of the caller’s, by name.
 */
export function circuitModel(
  roots: readonly Node[],
  named: Readonly<Record<string, Node>>,
  folds: Readonly<Record<string, readonly Node[]>> = {},
): CircuitModel {
  const root = roots[0]!;
  const forward = new Set(nodesBelow([root]));
  const nodes = nodesBelow(roots).filter(node => literalOf(node) === undefined);
  const names = namesOf(nodes, named);
  const gradients = rootGradients(root, forward);
  const learning = learningGroups(root, nodes, forward, gradients);
  return {
    root,
    nodes,
    forward,
    uses: usesBy(nodes),
    gradients,
    groups: new Map([
      ...learning,
      ...layerGroups(nodes.filter(node => forward.has(node))),
      ...Object.entries(folds).flatMap(([name, some]) => some.map(node => [node, name] as const)),
    ]),
    isLearning: group => group !== undefined && [...learning.values()].includes(group),
    isFrozen: isFrozenIn(nodes),
    names,
    expression: node => expressionOf(node, names),
  };
}

/** Returns the given names and the names of sources. A repeated name gets a number. */
function namesOf(nodes: readonly Node[], named: Readonly<Record<string, Node>>): Names {
  const names = new Map(Object.entries(named).map(([name, node]) => [node, name]));
  const count = new Map<string, number>();
  for (const node of nodes) {
    if (node.inputs.length > 0 || names.has(node)) continue;
    const times = (count.get(node.name) ?? 0) + 1;
    count.set(node.name, times);
    names.set(node, times === 1 ? node.name : `${node.name} ${times}`);
  }
  return names;
}

/** Returns true for a source: a node that holds a value instead of computing it. */
export function isSource(node: Node): boolean {
  return node instanceof Register || node.inputs.length === 0;
}

const MAX_LENGTH = 48;

const PRECEDENCE: Readonly<Record<string, number>> = { add: 1, sub: 1, mul: 2, div: 2, pow: 3, matmul: 2 };

const ATOM_PRECEDENCE = 4;

/** The names of the nodes that have one. */
type Names = ReadonlyMap<Node, string>;

/** Returns the formula of a node over sources and named nodes, such as `(x + y) × z`. A long formula ends in an ellipsis. */
export function expressionOf(node: Node, names: Names): string {
  // The full formula of a deep graph would be too long to read, and its cost grows with the number of paths.
  let budget = MAX_LENGTH;
  const write = (one: Node, outer: number): string => {
    const text = formula(one);
    return precedenceOf(one, names) < outer ? `(${text})` : text;
  };
  const formula = (one: Node): string => {
    if (budget-- <= 0) return '…';
    const name = one === node ? undefined : names.get(one);
    if (name !== undefined) return name;
    const literal = literalOf(one);
    if (literal !== undefined) return numberText(literal);
    const [a, b] = one.inputs;
    if (a === undefined) return names.get(one) ?? one.name;
    const precedence = PRECEDENCE[one.name];
    if (precedence !== undefined && b !== undefined)
      // A power is right-associative, the others are left-associative; a nested power gets brackets on both sides.
      return `${write(a, precedence + (one.name === 'pow' ? 1 : 0))} ${INFIX[one.name]} ${write(b, precedence + 1)}`;
    if (one.name === 'neg') return `−${write(a, 3)}`;
    if (one.name === 'reciprocal') return `1/${write(a, 3)}`;
    return `${one.name}(${one.inputs.map(formula).join(', ')})`;
  };
  const text = formula(node);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function precedenceOf(node: Node, names: Names): number {
  if (names.has(node) || node.inputs.length === 0) return ATOM_PRECEDENCE;
  if (node.name === 'neg' || node.name === 'reciprocal') return 2;
  return PRECEDENCE[node.name] ?? ATOM_PRECEDENCE;
}

/**
 * Groups the nodes that a training step computes besides the loss. The backward pass holds the nodes that the gradients
 * of the parameters depend on; the optimizer holds the rest. The optimizer’s group is named after its registers: `adam`
 * for `adam.m(dense1/weight)`.
 *
 * `nodes` are the nodes of the circuit; `forward` are the nodes that the loss depends on.
 */
function learningGroups(
  root: Node,
  nodes: readonly Node[],
  forward: ReadonlySet<Node>,
  gradients: RootGradients | undefined,
): ReadonlyMap<Node, string> {
  const learning = nodes.filter(node => !forward.has(node));
  if (learning.length === 0) return new Map();
  const wanted = parametersOf(root).map(parameter => gradients?.of(parameter as Node));
  const backward = new Set(nodesBelow(wanted.filter(gradient => gradient !== undefined)));
  const optimizer = optimizerName(learning);
  return new Map(learning.map(node => [node, backward.has(node) ? 'backward pass' : optimizer]));
}

function optimizerName(nodes: readonly Node[]): string {
  const prefixes = nodes.map(({ name }) => /^([\w-]+)\.[\w-]+(\(|$)/.exec(name)?.[1]);
  const names = new Set(prefixes.filter(prefix => prefix !== undefined));
  return names.size === 0 ? 'optimizer' : [...names].join(' + ');
}

import { Register, type Node } from '@thalweg/graph';
import { layerGroups } from './layer-groups.ts';
import { learningGroups } from './learning-groups.ts';
import { literalOf } from './literal.ts';
import { nodesBelow } from './nodes-below.ts';
import { rootGradients, type RootGradients } from './root-gradients.ts';
import { usesBy, type Use } from './uses.ts';
import { expressionOf, type Names } from './expression.ts';

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

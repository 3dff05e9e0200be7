import { Register, type Node } from '@thalweg/graph';
import { layerGroups } from './layer-groups.ts';
import { learningGroups } from './learning-groups.ts';
import { literalOf } from './literal.ts';
import { nodesBelow } from './nodes-below.ts';
import { rootGradients, type RootGradients } from './root-gradients.ts';
import { usesBy, type Use } from './uses.ts';
import { expressionOf, type Names } from './expression.ts';

/** What is known of a circuit before anything of it is drawn. */
export interface CircuitModel {
  /** Whose gradients are shown. */
  readonly root: Node;
  /** All nodes but scalar constants, which are written into the operations that read them. Inputs come first. */
  readonly nodes: readonly Node[];
  /** What the root depends on. */
  readonly forward: ReadonlySet<Node>;
  /** Nothing for a root that has none. */
  readonly gradients: RootGradients | undefined;
  readonly uses: ReadonlyMap<Node, readonly Use[]>;
  /** The box that a node is folded into. */
  readonly groups: ReadonlyMap<Node, string>;
  /** Whether a group is a backward pass or an optimizer. */
  readonly isLearning: (group: string | undefined) => boolean;
  readonly names: Names;
  readonly expression: (node: Node) => string;
}

/** The circuit of a root, with what else is computed in its steps if further roots are given. */
export function circuitModel(roots: readonly Node[], named: Readonly<Record<string, Node>>): CircuitModel {
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
    groups: new Map([...learning, ...layerGroups(nodes.filter(node => forward.has(node)))]),
    isLearning: group => group !== undefined && [...learning.values()].includes(group),
    names,
    expression: node => expressionOf(node, names),
  };
}

/** The names that were given, and those of sources; the second one of a name has a number. */
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

/** Whether a node is a source: a value enters there, or is kept. */
export function isSource(node: Node): boolean {
  return node instanceof Register || node.inputs.length === 0;
}

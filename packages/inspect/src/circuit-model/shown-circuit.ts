import { add, edge, gradients, mul, type Node } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import { type CircuitModel, isSource } from './circuit-model.ts';
import type { RootGradients } from './root-gradients.ts';
import type { Use } from './traversal.ts';

/** A box of the picture: a single node or a folded group. */
export interface Box {
  readonly id: string;
  readonly kind: 'source' | 'operation' | 'group';
  /** The single node, or all nodes of the group. */
  readonly nodes: readonly Node[];
  /** For a folded group its name; for a node the open group around it, if any. */
  readonly group: string | undefined;
}

/** A wire between two boxes. The root’s wire leads out of the picture. */
export interface Wire {
  readonly id: string;
  /** The node whose value the wire carries. */
  readonly node: Node;
  readonly from: Box;
  readonly to: Box | undefined;
  /** The uses of the value inside the target box. */
  readonly uses: readonly Use[];
  /** The number of values that this wire bundles; undefined for a plain wire. A folded backward pass or optimizer reads
   * nearly every value, so its wires from one box are drawn as one. */
  readonly bundled: number | undefined;
}

/** The visible boxes and wires of a circuit. */
export interface ShownCircuit {
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
}

/** Returns the boxes and wires of a circuit, given which groups are open. */
export function shownCircuit(model: CircuitModel, isOpen: (group: string) => boolean): ShownCircuit {
  const boxes = new Map<string, Box>();
  const boxOf = new Map<Node, Box>();
  model.nodes.forEach((node, index) => {
    const group = model.groups.get(node);
    const folded = group !== undefined && !isOpen(group);
    const id = folded ? `group ${group}` : `node ${index}`;
    const kind = folded ? 'group' : isSource(node) ? 'source' : 'operation';
    const box = boxes.get(id) ?? { id, kind, nodes: [], group };
    if (!boxes.has(id)) boxes.set(id, box);
    (box.nodes as Node[]).push(node);
    boxOf.set(node, box);
  });
  const wires = model.nodes.flatMap(node => wiresOf(node, model, boxOf));
  return { boxes: [...boxes.values()], wires: bundled(wires, model) };
}

/** Merges the wires from each box to a folded backward pass or optimizer into one. */
function bundled(wires: readonly Wire[], { isLearning }: CircuitModel): Wire[] {
  const kept = new Map<string, Wire>();
  for (const wire of wires) {
    const { from, to } = wire;
    const isOne = to?.kind === 'group' && isLearning(to.group);
    const id = isOne ? `${from.id} → ${to.id}` : wire.id;
    const count = isOne ? 1 + (kept.get(id)?.bundled ?? 0) : undefined;
    kept.set(id, { ...wire, bundled: count });
  }
  return [...kept.values()];
}

/** Returns the wires from a node: one to each folded group that reads it, and one for each use by a single node. */
function wiresOf(node: Node, { root, uses }: CircuitModel, boxOf: ReadonlyMap<Node, Box>): Wire[] {
  const from = boxOf.get(node)!;
  const name = `${from.id} ${from.nodes.indexOf(node)}`;
  const wires = new Map<string, Wire>();
  for (const use of uses.get(node) ?? []) {
    const to = boxOf.get(use.consumer)!;
    if (to === from) continue;
    const id = to.kind === 'group' ? `${name} → ${to.id}` : `${name} → ${to.id} ${use.position}`;
    const wire = wires.get(id);
    if (wire === undefined) wires.set(id, { id, node, from, to, uses: [use], bundled: undefined });
    else (wire.uses as Use[]).push(use);
  }
  if (node === root) wires.set('out', { id: `${name} → out`, node, from, to: undefined, uses: [], bundled: undefined });
  return [...wires.values()];
}

/** Returns the gradient that flows back along a wire: where the value fans out, one term of the sum. */
export function wireGradient(
  { node, to, uses: wireUses }: Wire,
  { uses, forward }: CircuitModel,
  { of, ofInputs }: RootGradients,
): Node | undefined {
  if (!isFloat(node.dtype)) return undefined;
  const isForward = ({ consumer }: { readonly consumer: Node }): boolean => forward.has(consumer);
  const forwardUses = wireUses.filter(isForward);
  if (to === undefined || forwardUses.length === (uses.get(node) ?? []).filter(isForward).length) return of(node);
  const terms = forwardUses.map(({ consumer, position }) => ofInputs(consumer)[position]);
  const present = terms.filter(term => term !== undefined);
  return present.length === 0 ? undefined : present.reduce((sum, term) => add(sum, term));
}

/** The factors and the product of the gradient that flows back along a wire, each a number. */
interface WireFactors {
  readonly upstream: Node;
  readonly local: Node;
  readonly product: Node;
}

/**
 * Returns upstream × local = downstream of a wire between two numbers. For a wire into a folded group, the local gradient
 * is that of the whole group. Returns undefined for other wires.
 */
export function wireFactors(wire: Wire, model: CircuitModel, known: RootGradients): WireFactors | undefined {
  const { node, to, uses } = wire;
  if (to === undefined || !isNumber(node) || known.of(node) === undefined) return undefined;
  if (to.kind === 'group') return groupFactors(wire, model, known);
  const { consumer, position } = uses[0]!;
  if (!isNumber(consumer) || known.of(consumer) === undefined) return undefined;
  if (known.ofInputs(consumer)[position] === undefined) return undefined;
  return edge(known.all, consumer, node, position);
}

/** Returns the factors of the only wire into a group with one output. Other ways around the group would count twice. */
function groupFactors(wire: Wire, model: CircuitModel, known: RootGradients): WireFactors | undefined {
  const members = wire.to!.nodes;
  const inside = new Set(members);
  const outputs = members.filter(
    one => one === model.root || (model.uses.get(one) ?? []).some(({ consumer }) => !inside.has(consumer)),
  );
  const [output] = outputs;
  const isOnly = (model.uses.get(wire.node) ?? []).every(({ consumer }) => inside.has(consumer));
  if (output === undefined || outputs.length > 1 || !isOnly || !isNumber(output)) return undefined;
  const upstream = known.of(output);
  if (upstream === undefined) return undefined;
  const local = gradients(output).of(wire.node);
  return { upstream, local, product: mul(upstream, local) };
}

function isNumber({ shape }: Node): boolean {
  return shape.every(size => size === 1);
}

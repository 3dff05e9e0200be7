import type { Node } from '@thalweg/graph';
import { isSource, type CircuitModel } from './circuit-model.ts';
import type { Use } from './uses.ts';

/** A box of the picture: a node, or a group that is folded. */
export interface Box {
  readonly id: string;
  readonly kind: 'source' | 'operation' | 'group';
  /** A node by itself, or all that the group holds. */
  readonly nodes: readonly Node[];
  /** The group that it is, or the open one that it lies in. */
  readonly group: string | undefined;
}

/** A wire between two boxes; one from the root leads out of the picture. */
export interface Wire {
  readonly id: string;
  /** Whose value it carries. */
  readonly node: Node;
  readonly from: Box;
  readonly to: Box | undefined;
  /** By what the other box reads it. */
  readonly uses: readonly Use[];
  /** How many values go this way to a folded box that learns: it reads nearly all there are, so they are one wire. */
  readonly bundled: number | undefined;
}

/** What is on show of a circuit: with each group folded or open. */
export interface ShownCircuit {
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
}

/** The boxes and wires of a circuit when some groups are open. */
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

/** Makes one wire of those that lead from one box to one that learns, and is folded. */
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

/** The wires from a node: one to each box that reads it or, where that is no group, one for each time. */
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

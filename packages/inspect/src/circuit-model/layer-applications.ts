import type { Node, Register } from '@thalweg/graph';
import { layerNamed } from './layer-named.ts';
import { modeRegions } from './mode-regions.ts';
import { withPathsBetween } from './paths-between.ts';
import { privateRegion } from './private-region.ts';
import { reached } from './reached.ts';
import { registerRead } from './register-read.ts';
import { tiedProduct } from './tied-product.ts';
import { usesBy } from './uses.ts';

/** One application of a layer: the nodes that it consists of. */
export interface LayerApplication {
  readonly layer: string;
  /** Its number among the applications of the layer, from 1. */
  readonly number: number;
  readonly nodes: ReadonlySet<Node>;
}

/** An application that is being found. */
interface Draft {
  readonly layer: string;
  readonly nodes: Set<Node>;
  /** The registers of the layer that it has read. */
  readonly read: Set<Register>;
}

/**
 * Finds the layers among nodes, in topological order, by the names of their registers, such as `dense1/weight`. A layer
 * consists of the nodes that read its registers, with
 *
 * - the nodes between these,
 * - a choice between training and prediction that contains registers of this layer only, with both of its arms,
 * - the nodes between all of this and the one value that it is computed from, if no other layer is among them.
 *
 * A layer that reads a register for the second time is applied again. A product with a register of another layer, or of none,
 * belongs to the layer that adds its bias. A node belongs to the first application that claims it.
 */
export function layerApplications(nodes: readonly Node[]): LayerApplication[] {
  const drafts = draftsOf(nodes);
  const places = new Map(nodes.map((node, place) => [node, place]));
  const uses = usesBy(nodes);
  const claimed = new Set(drafts.flatMap(draft => [...draft.nodes]));
  for (const { nodes: own } of drafts) {
    const isTaken = (node: Node): boolean => claimed.has(node) && !own.has(node);
    for (const node of privateRegion(own, { places, uses, isTaken })) {
      claimed.add(node);
      own.add(node);
    }
    for (const node of withPathsBetween(own, nodes)) own.add(node);
  }
  return withRegisters(drafts, nodes);
}

/** The nodes that read registers, by layer and application, and the choices that belong to them. */
function draftsOf(nodes: readonly Node[]): Draft[] {
  const uses = usesBy(nodes);
  const roots = nodes.filter(node => !uses.has(node));
  const drafts: Draft[] = [];
  const predicted = reached(roots, false);
  addReaders(drafts, nodes.filter(node => predicted.has(node))); // prettier-ignore
  tie(drafts, uses);
  for (const { layer, members } of modeRegions(nodes)) {
    const draft = drafts.find(one => one.layer === layer && [...one.nodes].some(node => members.has(node)));
    if (draft === undefined) drafts.push({ layer, nodes: members, read: new Set() });
    else for (const node of members) draft.nodes.add(node);
  }
  const known = new Set(drafts.flatMap(draft => [...draft.nodes]));
  addReaders(drafts, nodes.filter(node => !predicted.has(node) && !known.has(node))); // prettier-ignore
  return drafts;
}

/** Adds the nodes that read registers of layers to the applications that they belong to. */
function addReaders(drafts: Draft[], nodes: readonly Node[]): void {
  const uses = usesBy(nodes);
  for (const node of nodes) {
    // A view of a register belongs to what reads it.
    if (registerRead(node) !== undefined && uses.has(node)) continue;
    const registers = node.inputs.map(registerRead).filter(one => layerNamed(one?.name) !== undefined) as Register[];
    const layer = layerNamed(registers[0]?.name);
    if (layer === undefined) continue;
    const read = registers.filter(({ name }) => layerNamed(name) === layer);
    const draft = draftFor(drafts, { layer, node, read });
    draft.nodes.add(node);
    for (const register of read) draft.read.add(register);
  }
}

/** The application that a node belongs to: of those that have not read these registers, the last one that it depends on. */
function draftFor(drafts: Draft[], { layer, node, read }: { layer: string; node: Node; read: Register[] }): Draft {
  const open = drafts.filter(draft => draft.layer === layer && !read.some(register => draft.read.has(register)));
  const below = open.length > 1 ? reached([node]) : undefined;
  const found = below && open.filter(draft => [...draft.nodes].some(member => below.has(member))).at(-1);
  const draft = found ?? open.at(-1) ?? { layer, nodes: new Set<Node>(), read: new Set<Register>() };
  if (open.length === 0) drafts.push(draft);
  return draft;
}

/** Moves products with tied weights to the layers that add a bias to them. */
function tie(drafts: Draft[], uses: ReturnType<typeof usesBy>): void {
  for (const draft of drafts) {
    const product = tiedProduct(draft.nodes, uses);
    if (product === undefined) continue;
    const place = drafts.findIndex(({ nodes }) => nodes.has(product));
    const other = drafts[place];
    const isFirst = drafts.findIndex(({ layer }) => layer === other?.layer) === place;
    if (other !== undefined && (isFirst || other.nodes.size > 1)) continue;
    other?.nodes.delete(product);
    draft.nodes.add(product);
  }
}

/** Numbers the applications, and gives each register to the first one of its layer that reads it. */
function withRegisters(drafts: readonly Draft[], all: readonly Node[]): LayerApplication[] {
  const counts = new Map<string, number>();
  const claimed = new Set<Node>();
  const found = drafts.map(({ layer, nodes }) => ({ layer, nodes: new Set([...nodes].filter(node => !claimed.has(node) && claimed.add(node))) })); // prettier-ignore
  for (const node of all) {
    const layer = claimed.has(node) ? undefined : layerNamed(registerRead(node)?.name);
    if (layer !== undefined) found.find(one => one.layer === layer)?.nodes.add(node);
  }
  addConstants(found, all);
  return found
    .filter(({ nodes }) => nodes.size > 0)
    .map(({ layer, nodes }) => {
      const number = (counts.get(layer) ?? 0) + 1;
      counts.set(layer, number);
      return { layer, number, nodes };
    });
}

/** Adds what is computed from constants and read by one application alone. */
function addConstants(found: readonly { readonly nodes: Set<Node> }[], all: readonly Node[]): void {
  const uses = usesBy(all);
  const ownerOf = new Map(found.flatMap(one => [...one.nodes].map(node => [node, one] as const)));
  for (const node of [...all].reverse()) {
    if (node.circuit !== undefined || ownerOf.has(node)) continue;
    const [owner, ...others] = new Set((uses.get(node) ?? []).map(({ consumer }) => ownerOf.get(consumer)));
    if (owner === undefined || others.length > 0) continue;
    owner.nodes.add(node);
    ownerOf.set(node, owner);
  }
}

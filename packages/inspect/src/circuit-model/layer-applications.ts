import { type Node, Register } from '@thalweg/graph';
import { needsValue } from '@thalweg/graph/wires';
import { modeRegions, privateRegion, scanResults, tiedProduct } from './regions.ts';
import { isAside, layerNamed, registerRead } from './registers.ts';
import { reached, type Use, usesBy, withPathsBetween } from './traversal.ts';

/** One application of a layer: the nodes that it consists of. */
export interface LayerApplication {
  readonly layer: string;
  /** Its number among the applications of the layer, from 1. */
  readonly number: number;
  readonly nodes: ReadonlySet<Node>;
}

/** An application that is being found, with the registers of the layer that it has read. */
interface Draft {
  readonly layer: string;
  readonly nodes: Set<Node>;
  readonly read: Set<Node | undefined>;
}

/** The consumers of each node. */
type Uses = ReadonlyMap<Node, readonly Use[]>;

/**
 * Finds the layers among nodes, in topological order, by the names of their registers, such as `dense1/weight`. A layer
 * consists of the nodes that read its registers, with
 *
 * - the results of a scan among these,
 * - the nodes between these,
 * - a choice between training and prediction that contains registers of this layer only, with both of its arms,
 * - the nodes between all of this and the one value that it is computed from, if no other layer is among them.
 *
 * A layer that reads a register for the second time is applied again. A product with a register of another layer, or of none,
 * belongs to the layer that adds its bias. A node belongs to the first application that claims it.
 */
export function layerApplications(nodes: readonly Node[]): LayerApplication[] {
  const uses = usesBy(nodes);
  const drafts = draftsOf(nodes, uses);
  const places = new Map(nodes.map((node, place) => [node, place]));
  for (const { nodes: own } of drafts) {
    const isTaken = (node: Node): boolean => drafts.some(other => other.nodes !== own && other.nodes.has(node));
    for (const node of scanResults(own, uses)) if (!isTaken(node)) own.add(node);
    for (const node of privateRegion(own, { places, uses, isTaken })) own.add(node);
    for (const node of withPathsBetween(own, nodes)) own.add(node);
  }
  return withAsides(drafts, nodes, uses);
}

/** The nodes that read registers, by layer and application, and the choices that belong to them. */
function draftsOf(nodes: readonly Node[], uses: Uses): Draft[] {
  const drafts: Draft[] = [];
  const roots = nodes.filter(node => !uses.has(node));
  const predicted = reached(roots, false);
  const addReaders = (among: (node: Node) => boolean): void => {
    // A register, or a view of one, belongs to what reads it.
    for (const node of nodes) if (among(node) && !(uses.has(node) && isAside(node))) addReader(drafts, node);
  };
  addReaders(node => predicted.has(node));
  for (const draft of drafts) tie(draft, drafts, uses);
  for (const [layer, members] of modeRegions(nodes)) {
    const known = drafts.find(one => one.layer === layer && [...one.nodes].some(node => members.has(node)));
    const { nodes: own } = known ?? begin(drafts, layer);
    for (const node of members) own.add(node);
  }
  const known = new Set(drafts.flatMap(draft => [...draft.nodes]));
  addReaders(node => !predicted.has(node) && !known.has(node));
  return drafts;
}

/** Adds a node that reads registers of a layer to its last application that has not read these. */
function addReader(drafts: Draft[], node: Node): void {
  const inputs = node.inputs.filter((_, position) => needsValue(node, position));
  const layer = inputs.map(layerNamed).find(one => one !== undefined);
  if (layer === undefined) return;
  const read = inputs.filter(input => layerNamed(input) === layer).map(registerRead);
  const open = drafts.filter(draft => draft.layer === layer && !read.some(register => draft.read.has(register)));
  const draft = open.at(-1) ?? begin(drafts, layer);
  draft.nodes.add(node);
  for (const register of read) draft.read.add(register);
}

function begin(drafts: Draft[], layer: string): Draft {
  const draft = { layer, nodes: new Set<Node>(), read: new Set<Node | undefined>() };
  drafts.push(draft);
  return draft;
}

/** Moves a product with tied weights to the layer that adds a bias to it, unless its own layer does more or has just begun. */
function tie(draft: Draft, drafts: readonly Draft[], uses: Uses): void {
  const product = tiedProduct(draft.nodes, uses);
  if (product === undefined) return;
  const owner = drafts.find(({ nodes }) => nodes.has(product));
  const isFirst = owner !== undefined && drafts.find(({ layer }) => layer === owner.layer) === owner;
  if (isFirst || (owner?.nodes.size ?? 0) > 1) return;
  owner?.nodes.delete(product);
  draft.nodes.add(product);
}

/** Gives each node to one application; registers go to the first of their layer that reads them, constants to any. */
function withAsides(drafts: readonly Draft[], nodes: readonly Node[], uses: Uses): LayerApplication[] {
  const owners = new Map<Node, Draft>();
  for (const draft of drafts) for (const node of draft.nodes) if (!owners.has(node)) owners.set(node, draft);
  for (const node of [...nodes].reverse().filter(isAside))
    for (const { consumer } of uses.get(node) ?? []) {
      const owner = owners.get(consumer);
      const isOwn = owner && (!(node instanceof Register) || owner.layer === layerNamed(node));
      if (isOwn && !owners.has(node)) owners.set(node, owner);
    }
  const kept = drafts.filter(draft => nodes.some(node => owners.get(node) === draft));
  return kept.map((draft, n) => ({
    layer: draft.layer,
    number: 1 + kept.slice(0, n).filter(({ layer }) => layer === draft.layer).length,
    nodes: new Set(nodes.filter(node => owners.get(node) === draft)),
  }));
}

/** Groups nodes, in topological order, into layers. A layer that is applied again has a group for each application. */
export function layerGroups(nodes: readonly Node[]): ReadonlyMap<Node, string> {
  return new Map(
    layerApplications(nodes).flatMap(({ layer, number, nodes: members }) =>
      [...members].map(node => [node, number === 1 ? layer : `${layer} (${number})`] as const),
    ),
  );
}

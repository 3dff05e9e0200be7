import { type Node, Register } from '@thalweg/graph';
import { needsValue } from '@thalweg/graph/wires';
import { isAside, layerNamed, modeRegions, privateRegion, registerRead, scanResults, tiedProduct } from './regions.ts';
import { nodesBelow, reached, type Use, usesBy, withPathsBetween } from './traversal.ts';

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
  const order = new Map(nodes.map((node, index) => [node, index]));
  for (const { nodes: own } of drafts) {
    const isTaken = (node: Node): boolean => drafts.some(other => other.nodes !== own && other.nodes.has(node));
    for (const node of scanResults(own, uses)) if (!isTaken(node)) own.add(node);
    for (const node of privateRegion(own, { order, uses, isTaken })) own.add(node);
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

/** A part of a graph that a summary has a row for. */
export interface Section {
  readonly name: string;
  /** Its nodes in topological order. */
  readonly nodes: readonly Node[];
  /** The last node that others read. */
  readonly exit: Node;
}

/**
 * Divides nodes, in topological order, into sections, in the order of their results. The nodes that local gradients have built
 * form a section `∂dense1` for each section that they are the gradient of.
 */
export function sectionsOf(nodes: readonly Node[]): Section[] {
  const wanted = new Set(nodes);
  const all = withForward(nodes);
  const order = new Map(all.map((node, index) => [node, index]));
  const forward = forwardSections(all.filter(isForwardIn(all)));
  return [...forward, ...gradientSections(all, forward)]
    .map(section => within(section, wanted))
    .filter(section => section !== undefined)
    .sort((a, b) => order.get(a.exit)! - order.get(b.exit)!);
}

/** Returns true for what no local gradient has built, unless it belongs to gradients that read it. */
function isForwardIn(all: readonly Node[]): (node: Node) => boolean {
  const uses = usesBy(all);
  return node => {
    if (forwardOf(node) !== undefined) return false;
    const readers = uses.get(node) ?? [];
    return !isAside(node) || readers.length === 0 || readers.some(({ consumer }) => forwardOf(consumer) === undefined);
  };
}

/** The nodes with those that they are gradients of, whose values gradients may not need, and all that these depend on. */
function withForward(nodes: readonly Node[]): Node[] {
  const found = new Set(nodes);
  for (const { inputs, forward } of found)
    for (const node of forward === undefined ? inputs : [...inputs, forward]) found.add(node);
  return found.size === nodes.length ? [...nodes] : nodesBelow([...found]);
}

/** The node whose local gradient has built a node; that of an arm if it is a choice between gradients. */
function forwardOf(node: Node): Node | undefined {
  if (node.forward !== undefined || node.operation?.kernel.kind !== 'mode') return node.forward;
  return node.inputs.map(forwardOf).find(one => one !== undefined);
}

function gradientSections(nodes: readonly Node[], forward: readonly Section[]): Section[] {
  const names = new Map(forward.flatMap(({ name, nodes: own }) => own.map(node => [node, name] as const)));
  const nameOf = (node: Node): string => {
    const of = forwardOf(node);
    return of === undefined ? (names.get(node) ?? node.name) : `∂${nameOf(of)}`;
  };
  const sections = new Map<string, Node[]>();
  for (const node of nodes) {
    if (forwardOf(node) === undefined) continue;
    const name = nameOf(node);
    sections.set(name, [...(sections.get(name) ?? []), node]);
  }
  return [...sections].map(([name, own]) => ({ name, nodes: own, exit: own.at(-1)! }));
}

/** The part of a section that is wanted; none if that is only what belongs to its readers. */
function within(section: Section, wanted: ReadonlySet<Node>): Section | undefined {
  const nodes = section.nodes.filter(node => wanted.has(node));
  const exit = wanted.has(section.exit) ? section.exit : nodes.filter(node => !isAside(node)).at(-1);
  return exit === undefined ? undefined : { ...section, nodes, exit };
}

/** A section without its name, which a layer has and operations get in the end. */
interface Part {
  readonly name: string | undefined;
  readonly nodes: ReadonlySet<Node>;
}

/**
 * Divides nodes, in topological order, into applications of layers, sources, and operations outside of layers, with what only
 * they read of the one value that they are computed from. Registers and constants belong to what reads them.
 */
function forwardSections(nodes: readonly Node[]): Section[] {
  const uses = usesBy(nodes);
  const order = new Map(nodes.map((node, index) => [node, index]));
  const layers = layerApplications(nodes).map(one => ({ name: numbered(one.layer, one.number), nodes: one.nodes }));
  const sections = [...layers, ...operations(layers, nodes, uses)].map(({ name, nodes: own }) => {
    const inOrder = [...own].sort((a, b) => order.get(a)! - order.get(b)!);
    return { name, nodes: inOrder, exit: exitOf(inOrder, own, uses) };
  });
  return named(sections.sort((a, b) => order.get(a.exit)! - order.get(b.exit)!));
}

/** The sections of all nodes outside of layers. */
function operations(layers: readonly Part[], nodes: readonly Node[], uses: Uses): Part[] {
  const order = new Map(nodes.map((node, index) => [node, index]));
  const taken = new Set(layers.flatMap(layer => [...layer.nodes]));
  const isTaken = (node: Node): boolean => taken.has(node);
  const found: Part[] = [];
  for (const node of [...nodes].reverse()) {
    if (isTaken(node) || (uses.has(node) && isAside(node))) continue;
    const own = new Set([node]);
    for (const member of own) for (const input of member.inputs) if (!isTaken(input) && isKept(input, member, uses)) own.add(input); // prettier-ignore
    for (const member of privateRegion(own, { order, uses, isTaken })) own.add(member);
    for (const member of own) taken.add(member);
    found.push({ name: undefined, nodes: own });
  }
  return found;
}

/** True for a result of which only a form without axes of size 1 is read, which has the same name. */
function isKept(input: Node, reader: Node, uses: Uses): boolean {
  const isForm =
    reader.operation?.kernel.kind === 'alias' && reader.name === input.name && input.operation !== undefined;
  return isForm && uses.get(input)?.length === 1;
}

function exitOf(nodes: readonly Node[], own: ReadonlySet<Node>, uses: Uses): Node {
  const results = nodes.filter(node => uses.get(node)?.every(({ consumer }) => own.has(consumer)) !== true);
  return results.filter(node => !isAside(node)).at(-1) ?? nodes.at(-1)!;
}

/** Gives each section without a name one that no other has: `relu1` to an operation, and its own to a source. */
function named(sections: readonly (Omit<Section, 'name'> & Pick<Part, 'name'>)[]): Section[] {
  const counts = new Map<string, number>();
  return sections.map(section => {
    const { name, inputs } = section.exit;
    if (section.name !== undefined) return { ...section, name: section.name };
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    return { ...section, name: inputs.length === 0 ? numbered(name, number) : `${name}${number}` };
  });
}

function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name} (${number})`;
}

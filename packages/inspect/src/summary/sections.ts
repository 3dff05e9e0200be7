import type { Node } from '@thalweg/graph';
import { layerApplications } from '../circuit-model/layer-applications.ts';
import { privateRegion } from '../circuit-model/regions.ts';
import { isAside } from '../circuit-model/registers.ts';
import { nodesBelow, type Use, usesBy } from '../circuit-model/traversal.ts';

/**
 * Divides nodes, in topological order, into sections, in the order of their results. The nodes that local gradients have built
 * form a section `∂dense1` for each section that they are the gradient of.
 */
export function sectionsOf(nodes: readonly Node[]): Section[] {
  const wanted = new Set(nodes);
  const all = withForward(nodes);
  const places = new Map(all.map((node, place) => [node, place]));
  const forward = forwardSections(all.filter(isForwardIn(all)));
  return [...forward, ...gradientSections(all, forward)]
    .map(section => within(section, wanted))
    .filter(section => section !== undefined)
    .sort((a, b) => places.get(a.exit)! - places.get(b.exit)!);
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

/** The consumers of each node. */
type Uses = ReadonlyMap<Node, readonly Use[]>;

/** A section without its name, which a layer has and operations get in the end. */
interface Draft {
  readonly name: string | undefined;
  readonly nodes: ReadonlySet<Node>;
}

/**
 * Divides nodes, in topological order, into applications of layers, sources, and operations outside of layers, with what only
 * they read of the one value that they are computed from. Registers and constants belong to what reads them.
 */
function forwardSections(nodes: readonly Node[]): Section[] {
  const uses = usesBy(nodes);
  const places = new Map(nodes.map((node, place) => [node, place]));
  const layers = layerApplications(nodes).map(one => ({ name: numbered(one.layer, one.number), nodes: one.nodes }));
  const sections = [...layers, ...operations(layers, nodes, uses)].map(({ name, nodes: own }) => {
    const inOrder = [...own].sort((a, b) => places.get(a)! - places.get(b)!);
    return { name, nodes: inOrder, exit: exitOf(inOrder, own, uses) };
  });
  return named(sections.sort((a, b) => places.get(a.exit)! - places.get(b.exit)!));
}

/** The sections of all nodes outside of layers. */
function operations(layers: readonly Draft[], nodes: readonly Node[], uses: Uses): Draft[] {
  const places = new Map(nodes.map((node, place) => [node, place]));
  const taken = new Set(layers.flatMap(layer => [...layer.nodes]));
  const isTaken = (node: Node): boolean => taken.has(node);
  const found: Draft[] = [];
  for (const node of [...nodes].reverse()) {
    if (isTaken(node) || (uses.has(node) && isAside(node))) continue;
    const own = new Set([node]);
    for (const member of own) for (const input of member.inputs) if (!isTaken(input) && isKept(input, member, uses)) own.add(input); // prettier-ignore
    for (const member of privateRegion(own, { places, uses, isTaken })) own.add(member);
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
function named(sections: readonly (Omit<Section, 'name'> & Pick<Draft, 'name'>)[]): Section[] {
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

/** A part of a graph that a summary has a row for. */
export interface Section {
  readonly name: string;
  /** Its nodes in topological order. */
  readonly nodes: readonly Node[];
  /** The last node that others read. */
  readonly exit: Node;
}

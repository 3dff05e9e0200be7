import type { Node } from '@thalweg/graph';
import { layerApplications } from '../circuit-model/layer-applications.ts';
import { privateRegion } from '../circuit-model/private-region.ts';
import { isAside } from '../circuit-model/register-read.ts';
import { usesBy, type Use } from '../circuit-model/uses.ts';
import type { Section } from './section.ts';

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
export function forwardSections(nodes: readonly Node[]): Section[] {
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
  const isForm = reader.rule?.kernel.kind === 'alias' && reader.name === input.name && input.rule !== undefined;
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

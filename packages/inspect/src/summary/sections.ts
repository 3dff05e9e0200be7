import type { Node } from '@thalweg/graph';
import { nodesBelow } from '../circuit-model/nodes-below.ts';
import { isAside } from '../circuit-model/register-read.ts';
import { usesBy } from '../circuit-model/uses.ts';
import { forwardSections } from './forward-sections.ts';
import type { Section } from './section.ts';

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
  if (node.forward !== undefined || node.rule?.kernel.kind !== 'mode') return node.forward;
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

import { Parameter, type Node, type Register } from '@thalweg/graph';
import { allocate, sizeOf, type Sizes } from '@thalweg/tensor';
import { isAside, registerRead } from '../circuit-model/register-read.ts';
import { usesBy } from '../circuit-model/uses.ts';
import { costOf } from './cost-of.ts';
import { operationsOf } from './operations-of.ts';
import type { Section } from './section.ts';
import type { SummaryRow } from './summary-row.ts';

/** The nodes that a mode computes, and the sizes of all. */
interface Counting {
  readonly computed: ReadonlySet<Node>;
  readonly realSizes: ReadonlyMap<Node, Sizes>;
}

/** Returns a function that makes the row of a section. Called for one after another, it counts each register once. */
export function rowMaker(
  sections: readonly Section[],
  { computed, realSizes }: Counting,
): (section: Section) => SummaryRow {
  const isComputed = (node: Node): boolean => computed.has(node);
  const owners = new Map(sections.flatMap(section => section.nodes.map(node => [node, section] as const)));
  const outputs = outputsOf(computed, owners);
  const counted = new Set<Register>();
  return section => {
    const active = section.nodes.filter(isComputed);
    const registers = registersOf(section).filter(register => !counted.has(register));
    for (const register of registers) counted.add(register);
    const learned = registers.filter((register): register is Parameter => register instanceof Parameter);
    const parameters = total(learned, ({ shape }) => sizeOf(shape));
    return {
      name: section.name,
      operation: operationsOf(section, isComputed),
      shape: section.exit.shape,
      reads: readsOf(section, owners),
      parameters,
      states: total(registers, ({ shape }) => sizeOf(shape)) - parameters,
      bytes: total(registers, register => bytesOf(register, register.shape)),
      multiplyAdds: total(active, node => costOf(node, realSizes) ?? 0),
      outputBytes: total(
        active.filter(node => outputs.has(node)),
        node => bytesOf(node, realSizes.get(node)!),
      ),
      computed: isComputed(section.exit) || active.some(node => !isAside(node)),
    };
  };
}

/** The values that are read in another section than theirs, or by nobody. Registers and constants that are read are none. */
function outputsOf(computed: ReadonlySet<Node>, owners: ReadonlyMap<Node, Section>): Set<Node> {
  const uses = usesBy([...computed]);
  const isInner = (node: Node): boolean =>
    uses.get(node)?.every(({ consumer }) => owners.get(consumer) === owners.get(node)) === true;
  return new Set([...computed].filter(node => !(uses.has(node) && isAside(node)) && !isInner(node)));
}

/** The names of other sections whose values a section reads. */
function readsOf(section: Section, owners: ReadonlyMap<Node, Section>): string[] {
  const inputs = section.nodes.flatMap(node => node.inputs).filter(input => registerRead(input) === undefined);
  const read = new Set(inputs.map(input => owners.get(input)));
  read.delete(section);
  return [...read].flatMap(one => (one === undefined ? [] : [one.name]));
}

/** The registers that a section is, reads or writes. */
function registersOf({ nodes }: Section): Register[] {
  const found = nodes.flatMap(node => [registerRead(node), node.register as Register | undefined, ...node.inputs.map(registerRead)]); // prettier-ignore
  return [...new Set(found.filter(register => register !== undefined))];
}

function bytesOf({ dtype }: Node, sizes: Sizes): number {
  return sizeOf(sizes) * allocate(dtype, 0).BYTES_PER_ELEMENT;
}

function total<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}

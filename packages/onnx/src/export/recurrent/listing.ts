import type { Block } from '../block.ts';

/** The operators that some values follow from, in one order: equal computations are equal texts. */
export interface Listing {
  readonly text: string;
  /** The values from outside that it reads, besides those that have a role, in the order of the text. */
  readonly read: readonly string[];
}

/**
 * Lists the operators of a graph that some values of it follow from. Values with a role go by that. Stored numbers go by their
 * names, which are the same everywhere, and other values from outside by the order in which they come.
 */
export function listing(
  block: Block,
  roots: readonly string[],
  roles: ReadonlyMap<string, string>,
  isStored: (name: string) => boolean,
): Listing {
  const lines: string[] = [];
  const known = new Map(roles);
  const read: string[] = [];
  const visit = (value: string): string => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const applied = block.producer(value);
    let name = value;
    if (applied !== undefined) {
      const inputs = applied.inputs.map(visit);
      name = `%${lines.length}`;
      lines.push(`${applied.operator}(${inputs.join()})${JSON.stringify(applied.attributes)}`);
    } else if (!isStored(value)) name = `$${read.push(value)}`;
    known.set(value, name);
    return name;
  };
  const ends = roots.map(visit);
  return { text: [...lines, ends.join()].join('\n'), read };
}

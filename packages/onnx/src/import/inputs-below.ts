import { Input, type Node } from '@thalweg/graph';

/** Returns the names of the inputs that a value depends on. */
export function inputsBelow(node: Node): string[] {
  const [seen, found] = [new Set<Node>([node]), new Set<string>()];
  for (const each of seen) {
    if (each instanceof Input) found.add(each.name);
    each.inputs.forEach(input => seen.add(input));
  }
  return [...found];
}

import type { Node } from '@thalweg/graph';

/**
 * Returns the names of an expression’s nodes: inputs have their own, operations the given ones or v1, v2 …, and the root
 * is f. No name is used twice.
 */
export function namesOf(nodes: readonly Node[], called: readonly string[]): ReadonlyMap<Node, string> {
  const names = new Map<Node, string>();
  for (const node of nodes) if (node.inputs.length === 0) names.set(node, node.name);
  const taken = new Set([...names.values(), ...called]);
  let count = 0;
  const free = (): string => {
    let name = `v${++count}`;
    while (taken.has(name)) name = `v${++count}`;
    return name;
  };
  const operations = nodes.filter(node => !names.has(node));
  operations.forEach((node, index) => {
    const isRoot = index === operations.length - 1;
    names.set(node, called[index] ?? (isRoot ? ['f', 'g', 'h'].find(name => !taken.has(name)) : undefined) ?? free());
  });
  return names;
}

import type { Applied, Block } from './block.ts';

/** Leaves out of a graph, and of those within, what no output depends on. Returns the names that it reads, its own included. */
export function keepLive(block: Block): ReadonlySet<string> {
  const read = new Set<string>();
  const kept: Applied[] = [];
  const wanted = new Set(block.outputs.map(({ name }) => name));
  for (const applied of [...block.applied].reverse()) {
    if (!applied.outputs.some(output => read.has(output) || wanted.has(output))) continue;
    kept.push(applied);
    for (const input of applied.inputs) read.add(input);
    for (const attribute of Object.values(applied.attributes))
      if ('graph' in attribute) for (const name of keepLive(attribute.graph)) read.add(name);
  }
  block.applied.splice(0, Infinity, ...kept.reverse());
  return read;
}

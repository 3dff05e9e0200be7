import type { Node } from '../node/node.ts';
import type { LoopPart } from '../wire/loop-body.ts';
import type { KnownLoop } from '../wire/kernel.ts';
import type { PartEntry } from './graph-description.ts';

/** The outputs of a scan that some nodes read, as nodes of its body. */
export interface Results {
  readonly stacks: Node[];
}

/** Finds the scans below some nodes, and which results of each are read. */
export function partsByScan(roots: readonly Node[]): Map<Node, Results> {
  const found = new Map<Node, Results>();
  const seen = new Set(roots);
  for (const node of seen) {
    const part = partIn(node);
    if (part !== undefined) {
      const scan = node.inputs[0]!;
      if (!found.has(scan)) found.set(scan, { stacks: [] });
      const { stacks } = found.get(scan)!;
      if ('stack' in part && !stacks.includes(part.stack as Node)) stacks.push(part.stack as Node);
    }
    for (const input of node.inputs) seen.add(input);
    if (node.register !== undefined) seen.add(node.register);
  }
  return found;
}

/** Says which result of its scan a node is. */
export function resultOf(node: Node, { stacks }: Results): Pick<PartEntry, 'result' | 'of'> {
  const part = partIn(node)!;
  return 'last' in part
    ? { result: 'last', of: part.last }
    : { result: 'output', of: stacks.indexOf(part.stack as Node) };
}

function partIn({ rule }: Node): LoopPart | undefined {
  const kernel = rule?.kernel as KnownLoop | undefined;
  return kernel?.loop === 'scanPart' ? kernel.parameters : undefined;
}

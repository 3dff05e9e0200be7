import type { Node } from '@thalweg/graph';
import type { Use } from './uses.ts';

/**
 * Returns the results of the scans among some nodes, which belong to whatever has the scan, with the nodes that put their
 * axis back in its place.
 */
export function scanResults(some: ReadonlySet<Node>, uses: ReadonlyMap<Node, readonly Use[]>): Node[] {
  const consumers = (node: Node): Node[] => (uses.get(node) ?? []).map(({ consumer }) => consumer);
  const results = [...some].flatMap(node => (loopOf(node) === 'scan' ? consumers(node).filter(isResult) : []));
  const moved = results.flatMap(result => {
    const [only, ...others] = consumers(result).filter(consumer => !isResult(consumer));
    return only !== undefined && others.length === 0 && moves(only) ? [only] : [];
  });
  return [...results, ...moved];
}

function isResult(node: Node): boolean {
  return loopOf(node) === 'scanPart';
}

function moves(node: Node): boolean {
  return node.rule?.kernel.kind === 'view' || loopOf(node) === 'swapAxes';
}

function loopOf({ rule }: Node): string | undefined {
  return rule?.kernel.kind === 'loop' ? rule.kernel.loop : undefined;
}

import type { WireSize } from './picture-layout.ts';

/** Returns the number of wires on the longest way from a source to each box. A cycle counts once. */
export function depthOf(wires: Iterable<Pick<WireSize, 'from' | 'to'>>): (box: string) => number {
  const before = new Map<string, string[]>();
  for (const { from, to } of wires) before.set(to, [...(before.get(to) ?? []), from]);
  const depths = new Map<string, number>();
  const depth = (box: string): number => {
    const known = depths.get(box);
    if (known !== undefined) return known;
    depths.set(box, 0);
    const longest = (before.get(box) ?? []).reduce((most, one) => Math.max(most, 1 + depth(one)), 0);
    depths.set(box, longest);
    return longest;
  };
  return depth;
}

import type { Block } from '../blocks/block.ts';

/** Returns the offset of the end of the line that begins at `at`, or −1 if it is not known yet. */
export function lineEnd({ bytes, to, ended }: Block, at: number): number {
  const found = bytes.indexOf(10, at);
  if (found >= 0 && found < to) return found;
  return ended ? to : -1;
}

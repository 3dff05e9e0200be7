import type { Point } from '../layout/picture-layout.ts';

/** Returns the SVG path of a wire through the points, horizontal at each of them. */
export function wirePath([start, ...rest]: readonly Point[]): string {
  let at = start!;
  let path = `M${at.x} ${at.y}`;
  for (const next of rest) {
    const middle = (at.x + next.x) / 2;
    path += `C${middle} ${at.y} ${middle} ${next.y} ${next.x} ${next.y}`;
    at = next;
  }
  return path;
}

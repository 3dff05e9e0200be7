import type { Point } from '../layout/picture-layout.ts';

/** Returns the SVG path of a wire through the points, horizontal at each of them; or vertical, if values flow down. */
export function wirePath([start, ...rest]: readonly Point[], isDown: boolean): string {
  let at = start!;
  let path = `M${at.x} ${at.y}`;
  for (const next of rest) {
    const [x, y] = [(at.x + next.x) / 2, (at.y + next.y) / 2];
    path += isDown ? `C${at.x} ${y} ${next.x} ${y}` : `C${x} ${at.y} ${x} ${next.y}`;
    path += ` ${next.x} ${next.y}`;
    at = next;
  }
  return path;
}

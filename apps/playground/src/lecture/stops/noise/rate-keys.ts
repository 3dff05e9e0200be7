import { LEAST, MOST } from './rate-levels.ts';

/** The levels that a page key moves a point by. */
const PAGE = 8;

/** Returns the level of a point of the curve after a key; `undefined` for keys that do not move it. */
export function levelByKey(level: number, key: string): number | undefined {
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return level - 1;
    case 'ArrowDown':
    case 'ArrowLeft':
      return level + 1;
    case 'PageUp':
      return level - PAGE;
    case 'PageDown':
      return level + PAGE;
    case 'Home':
      return MOST;
    case 'End':
      return LEAST;
    default:
      return undefined;
  }
}

/** Returns true if the visitor prefers reduced motion. */
export function motionIsReduced(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

import type { ClusterSettings } from '../settings.ts';

/** Returns the number of rounds of a run. */
export function roundsOf({ steps, every }: Pick<ClusterSettings, 'steps' | 'every'>): number {
  return Math.ceil(steps / every);
}

import type { ClusterSettings } from '../../tasks/settings.ts';

/** The settings of a cluster to which faults happen: few small rounds. */
export const tinySettings: ClusterSettings = {
  task: 'digits',
  workers: 2,
  every: 3,
  steps: 24,
  outer: 'nesterov',
  compress: 'none',
  seed: 1,
};

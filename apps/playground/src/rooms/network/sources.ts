import type { SourceFile } from '../../shell/room.ts';

/** The files that the room trains with. */
export const sources: readonly SourceFile[] = [
  { path: 'pipeline/point-network.ts', load: () => import('./pipeline/point-network.ts?raw') },
  { path: 'pipeline/learn-points.ts', load: () => import('./pipeline/learn-points.ts?raw') },
  { path: 'pipeline/points.ts', load: () => import('./pipeline/points.ts?raw') },
];

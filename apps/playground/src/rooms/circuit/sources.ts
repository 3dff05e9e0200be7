import type { SourceFile } from '../../shell/room.ts';

/** What runs in the room, from a text to its gradients. */
export const sources: readonly SourceFile[] = [
  { path: 'expression/circuit-of.ts', load: () => import('./expression/circuit-of.ts?raw') },
  { path: 'expression/functions.ts', load: () => import('./expression/functions.ts?raw') },
  { path: 'walk.ts', load: () => import('./walk.ts?raw') },
  { path: 'numerical-gradient.ts', load: () => import('./numerical-gradient.ts?raw') },
];

import type { SourceFile } from '../../shell/room.ts';

/** The source files shown in the room, from the expression to its gradients. */
export const sources: readonly SourceFile[] = [
  { path: 'expression/circuit-of.ts', load: () => import('./expression/circuit-of.ts?raw') },
  { path: 'expression/functions.ts', load: () => import('./expression/functions.ts?raw') },
  { path: 'walk.ts', load: () => import('./walk.ts?raw') },
  { path: 'numerical-gradient.ts', load: () => import('./numerical-gradient.ts?raw') },
];

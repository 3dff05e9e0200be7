import type { SourceFile } from '../../shell/room.ts';

/** The source files shown in the room. */
export const sources: readonly SourceFile[] = [
  { path: 'pipeline.ts', load: () => import('digits/pipeline?raw') },
  { path: 'session.ts', load: () => import('./training/session.ts?raw') },
  { path: 'digits-training.ts', load: () => import('./training/digits-training.ts?raw') },
  { path: 'connect-digits.ts', load: () => import('./training/connect-digits.ts?raw') },
];

import type { SourceFile } from '../../shell/room.ts';

/** The source files shown in the room. */
export const sources: readonly SourceFile[] = [
  { path: 'pipeline.ts', load: () => import('digits/pipeline?raw') },
  { path: 'session.ts', load: () => import('./training/session.ts?raw') },
  { path: 'train-in-worker.ts', load: () => import('./training/train-in-worker.ts?raw') },
];

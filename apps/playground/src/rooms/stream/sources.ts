import type { SourceFile } from '../../shell/room.ts';

/** The source files shown in the room, from the pipeline to its reactions. */
export const sources: readonly SourceFile[] = [
  { path: 'pipeline.ts', load: () => import('./pipeline.ts?raw') },
  { path: 'event.ts', load: () => import('./event.ts?raw') },
  { path: 'concept.ts', load: () => import('./concept.ts?raw') },
  { path: 'reactions/forget.ts', load: () => import('./reactions/forget.ts?raw') },
  { path: 'reactions/raise-rate.ts', load: () => import('./reactions/raise-rate.ts?raw') },
  { path: 'reactions/shadow.ts', load: () => import('./reactions/shadow.ts?raw') },
];

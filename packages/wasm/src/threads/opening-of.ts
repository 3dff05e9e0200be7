import type { SharedLimits } from './jobs.ts';
import type { Pool } from './pool.ts';
import { WorkerGroup } from './worker-group.ts';

/** The threads of a runner, for one frame after another. */
export interface Opening {
  /** Of a memory that they can share. It reserves all that it may grow to: addresses, not bytes. */
  readonly limits: SharedLimits;
  readonly open: () => WorkerGroup;
}

/** Opens the threads of a pool for frames, and ends them with the last. */
export function openingOf(pool: Pool): Opening {
  let frames = 0;
  // Frames that nobody closes leave when they are collected.
  const abandoned = new FinalizationRegistry<() => void>(leave => leave());
  const open = (): WorkerGroup => {
    frames++;
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      if (--frames === 0) pool.end();
    };
    const group = new WorkerGroup(pool, leave);
    abandoned.register(group, leave);
    return group;
  };
  return { limits: { initial: 16, maximum: 65_536, shared: true }, open };
}

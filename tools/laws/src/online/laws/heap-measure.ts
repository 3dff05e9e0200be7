import { setImmediate as turn } from 'node:timers/promises';
import type { Measuring } from './memory.ts';

const collect = (globalThis as unknown as { gc: () => void }).gc;

/** Bytes in use once everything that nobody holds is gone. */
function heap(): number {
  collect();
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

/** The heap of this process, and turns of its event loop. */
export const heapMeasure: Measuring = { heap, turn: () => turn() };

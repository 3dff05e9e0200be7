import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LinearMemory } from '../memory/linear-memory.ts';
import { Pool } from './pool.ts';
import { spawnFromText } from './spawn.ts';

afterEach(() => vi.useRealTimers());

/** Returns a function that asks a pool, which waits for at most so many milliseconds, to go on waiting for a chunk. */
function waiting(mostMs: number) {
  const pool = new Pool({ threads: 2, spawn: spawnFromText, fallback: false, mostMs });
  const memory = new LinearMemory();
  return (times: number): void => pool.late(0, times, memory);
}

describe('the wait for a worker', () => {
  it('goes on when the clock of the computer is set forward', () => {
    const late = waiting(10_000);
    late(0);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    expect(() => late(1)).not.toThrow();
  });

  it('ends in time when the clock of the computer is set back', async () => {
    const late = waiting(10);
    late(0);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    await pause(20);
    expect(() => late(1)).toThrow('must finish its part, got none for 0.01 s from a worker');
  });
});

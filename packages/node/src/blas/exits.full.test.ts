/** @module-tag blas */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { faultRunsOf } from '@thalweg/programs/fault-runs';
import { describe, expect, it } from 'vitest';
import { bundledProgram } from '../testing/bundled-program.ts';

const TIMES = faultRunsOf(10);
const modules = createRequire(import.meta.url)
  .resolve('koffi')
  .replace(/koffi.*/, '');

/** The end of a process. */
interface End {
  readonly code: number | string;
  readonly signal: string | null;
  readonly lines: readonly string[];
}

function run(program: string, ...args: readonly string[]): Promise<End> {
  const env = { ...process.env, NODE_PATH: modules };
  return new Promise(resolve =>
    execFile(process.execPath, [program, ...args], { env }, (error, out) => {
      const { code = 0, signal = null } = (error ?? {}) as { code?: number; signal?: string };
      resolve({ code, signal, lines: out.trim().split('\n') });
    }),
  );
}

/** The ways to end, and the exit codes. */
const ways = { end: 0, exit: 0, throw: 1, worker: 0, stopped: 0 } as const;

describe.each([1, 2])('a process that has used %i threads of the library of the system', threads => {
  it(`ends without a crash in each way ${TIMES} times, with the same bits`, async () => {
    const program = bundledProgram(new URL('../testing/blas-run.ts', import.meta.url));
    const losses = new Set<string>();
    for (let time = 0; time < TIMES; time++)
      for (const [way, code] of Object.entries(ways)) {
        const { lines, ...end } = await run(program, String(threads), way);
        expect(end, way).toEqual({ code, signal: null });
        losses.add(lines[0]!);
        // A worker comes to the bits of the thread that it was started by.
        if (way === 'worker') expect(lines).toEqual([lines[0], lines[0]]);
      }
    expect([...losses]).toEqual([expect.stringMatching(/^\d+\.\d+$/)]);
  });
});

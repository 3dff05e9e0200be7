/** @module-tag llvm */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { faultRunsOf } from '@thalweg/programs/fault-runs';
import { expect, it } from 'vitest';
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

function run(program: string, way: string): Promise<End> {
  const env = { ...process.env, NODE_PATH: modules };
  return new Promise(resolve =>
    execFile(process.execPath, [program, way], { env }, (error, out) => {
      const { code = 0, signal = null } = (error ?? {}) as { code?: number; signal?: string };
      resolve({ code, signal, lines: out.trim().split('\n') });
    }),
  );
}

/** The ways to end, and the exit codes. */
const ways = { end: 0, exit: 0, throw: 1, early: 0, worker: 0, stopped: 0, left: 0 } as const;

it.each(Object.entries(ways))(
  `a process with native code ends without a crash ${TIMES} times: %s`,
  async (way, code) => {
    const program = bundledProgram(new URL('../testing/llvm-run.ts', import.meta.url));
    const losses = new Set<string>();
    for (let time = 0; time < TIMES; time++) {
      const { lines, ...end } = await run(program, way);
      expect(end).toEqual({ code, signal: null });
      losses.add(lines[0]!);
      // A worker comes to the bits of the thread that it was started by.
      if (way === 'worker') expect(lines).toEqual([lines[0], lines[0]]);
    }
    expect([...losses]).toEqual([expect.stringMatching(/^\d+\.\d+$/)]);
  },
);

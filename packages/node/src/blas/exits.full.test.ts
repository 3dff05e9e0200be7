/** @module-tag blas */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { bundledProgram } from '../testing/bundled-program.ts';

const TIMES = 10;
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

describe('a process that has used the library of the system', () => {
  it.each([
    [1, 'end', 0],
    [2, 'end', 0],
    [1, 'exit', 0],
    [2, 'exit', 0],
    [1, 'throw', 1],
    [2, 'throw', 1],
    [1, 'worker', 0],
    [2, 'worker', 0],
    [1, 'stopped', 0],
    [2, 'stopped', 0],
  ] as const)(`ends without a crash ${TIMES} times: %i threads, %s`, async (threads, way, code) => {
    const program = bundledProgram(new URL('../testing/blas-run.ts', import.meta.url));
    const losses = new Set<string>();
    for (let time = 0; time < TIMES; time++) {
      const { lines, ...end } = await run(program, String(threads), way);
      expect(end).toEqual({ code, signal: null });
      losses.add(lines[0]!);
      // A worker comes to the bits of the thread that it was started by.
      if (way === 'worker') expect(lines).toEqual([lines[0], lines[0]]);
    }
    // The same number of threads gives the same bits each time.
    expect([...losses]).toEqual([expect.stringMatching(/^\d+\.\d+$/)]);
  });
});

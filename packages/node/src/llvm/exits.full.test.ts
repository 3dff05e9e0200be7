/** @module-tag llvm */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { faultRunsOf } from '@thalweg/programs/fault-runs';
import { expect, it } from 'vitest';
import { bundledProgram } from '../testing/bundled-program.ts';

const TIMES = faultRunsOf(30);
const modules = createRequire(import.meta.url)
  .resolve('koffi')
  .replace(/koffi.*/, '');

/** The end of a process. */
interface End {
  readonly code: number | string | null;
  readonly signal: string | null;
  readonly lines: readonly string[];
  readonly warnings: string;
}

function run(program: string, way: string, ...flags: readonly string[]): Promise<End> {
  const env = { ...process.env, NODE_PATH: modules };
  return new Promise(resolve =>
    execFile(process.execPath, [...flags, program, way], { env }, (error, out, warnings) => {
      const { code = 0, signal = null } = (error ?? {}) as { code?: number | null; signal?: string };
      resolve({ code, signal, lines: out.trim().split('\n'), warnings });
    }),
  );
}

/** The ways to end, with exit codes or signals. */
const ways = {
  end: 0,
  exit: 0,
  throw: 1,
  reject: 1,
  kill: 'SIGTERM',
  unsubscribe: 0,
  early: 0,
  worker: 0,
  stopped: 0,
  left: 0,
} as const;

const bundled = (): string => bundledProgram(new URL('../testing/llvm-run.ts', import.meta.url));

it.each(Object.entries(ways))(`a process with native code ends without a crash ${TIMES} times: %s`, async (way, by) => {
  const program = bundled();
  const losses = new Set<string>();
  for (let time = 0; time < TIMES; time++) {
    const { code, signal, lines } = await run(program, way);
    expect(signal ?? code).toBe(by);
    losses.add(lines[0]!);
    // A worker comes to the bits of the thread that it was started by.
    if (way === 'worker') expect(lines).toEqual([lines[0], lines[0]]);
  }
  expect([...losses]).toEqual([expect.stringMatching(/^\d+\.\d+$/)]);
});

it('says so, or goes on in WebAssembly, where the host forbids native code', async () => {
  const program = bundled();
  const refused = await run(program, 'end', '--no-addons');
  expect(refused.code).toBe(1);
  expect(refused.warnings).toMatch(/ContractError: llvm: .*koffi.*addons is disabled\. Run/);
  const left = await run(program, 'fallback', '--no-addons');
  expect(left.warnings).toMatch(/LlvmWarning: .* Passes are computed in WebAssembly\./);
  expect(left).toMatchObject({ code: 0, signal: null, lines: (await run(program, 'end')).lines });
});

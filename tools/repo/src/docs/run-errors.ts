import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Fault } from './fault.ts';
import { root } from '../root.ts';

/**
 * What goes wrong when programs run, in one process, one after another. The folder is for what the process notes, and the conditions
 * choose between sources and built packages.
 */
export async function runErrorsOf(
  paths: readonly string[],
  folder: string,
  conditions: readonly string[],
): Promise<Fault[]> {
  const result = `${folder}/faults.json`;
  const runner = [`${root}tools/repo/src/docs/runner.ts`, result, ...paths];
  const preload = fileURLToPath(new URL('typescript-everywhere.mjs', import.meta.url));
  const options = ['--import', preload, ...conditions.map(one => `--conditions=${one}`), ...runner];
  // What went wrong stands in the file. What the process says counts only if there is none.
  const said = await new Promise<string>(done =>
    execFile(process.execPath, options, { cwd: root, timeout: 300_000 }, (_error, _output, said) => done(said)),
  );
  const text = await readFile(result, 'utf8').catch(() => {
    throw new Error(`The programs must run to their end, got none. ${said}`);
  });
  return JSON.parse(text) as Fault[];
}

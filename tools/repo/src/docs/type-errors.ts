import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { memoryOf } from '../runs/layout.mjs';
import type { Fault } from './fault.ts';
import { root } from '../root.ts';

/** The options of a project as `tsc --init` makes it, with a bundler. */
const options = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: ['node'],
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

/** The condition under which programs see the sources of our packages, and no built ones. */
export const SOURCES: readonly string[] = ['@thalweg/source'];

/** A line of the compiler that begins an error; lines that go on with it are indented. */
const ERROR = /^(\S.*)\((\d+),\d+\): error TS\d+: (.*)$/;

/**
 * Returns the errors that TypeScript 7 finds in some files, which lie in one folder, as one project under some conditions. It keeps
 * its knowledge of the packages under the name of the project, for the next time.
 */
export async function typeErrorsOf(
  name: string,
  paths: readonly string[],
  conditions: readonly string[] = SOURCES,
): Promise<Fault[]> {
  const folder = await mkdtemp(`${dirname(paths[0]!)}/types-`);
  try {
    const config = { compilerOptions: { ...options, customConditions: conditions }, files: paths };
    await writeFile(`${folder}/tsconfig.json`, JSON.stringify(config));
    const state = ['--incremental', '--tsBuildInfoFile', `${memoryOf('types')}/${name}.tsbuildinfo`];
    const given = ['-p', folder, '--pretty', 'false', '--checkers', '1', ...state];
    const tsc = [`${root}node_modules/typescript-native/bin/tsc`, ...given];
    const said = await new Promise<string>(done =>
      execFile(process.execPath, tsc, { cwd: root, maxBuffer: 2 ** 26 }, (_error, output, said) => done(output + said)),
    );
    return faultsIn(said).filter(({ path }) => paths.includes(path));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function faultsIn(said: string): Fault[] {
  const faults: { path: string; line: number; message: string }[] = [];
  for (const text of said.split('\n')) {
    const [, path, line, message] = ERROR.exec(text) ?? [];
    if (path !== undefined) faults.push({ path: resolve(root, path), line: Number(line), message: message! });
    else if (/^\s+\S/.test(text)) faults.at(-1)!.message += `\n${text}`;
    else if (text !== '') throw new Error(`The compiler must say errors of files, got ${text}`);
  }
  return faults;
}

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { root } from '../root.ts';
import { memoryOf } from '../runs/layout.mjs';
import type { Fault } from './fault.ts';
import type { Program } from './program.ts';

/** Options of {@link failuresOf}. */
interface Checks {
  /** The name under which the compiler keeps its knowledge: no two projects that are checked at a time share one. */
  readonly project?: string;
  /** Under them programs see the sources of our packages, and under none the built ones. */
  readonly conditions?: readonly string[];
  /** False for a program that is compiled only. */
  readonly runs?: (program: Program) => boolean;
}

/** Returns the faults of some programs, as `document:line: what`: their types, what they throw, what they claim. */
export async function failuresOf(
  programs: readonly Program[],
  { project = 'documents', conditions = SOURCES, runs = () => true }: Checks = {},
): Promise<string[]> {
  await mkdir(`${root}.nx`, { recursive: true });
  // Within the workspace, so that what is installed in it is found.
  const folder = await mkdtemp(`${root}.nx/docs-`);
  try {
    const checked = programs.map((program, index) => ({
      document: program.document,
      path: `${folder}/${index}/program.ts`,
      ...withClaims(program),
    }));
    const beside = programs.flatMap(({ document, files = [] }, index) =>
      files.map(({ name, text }) => ({ document, path: `${folder}/${index}/${name}`, text })),
    );
    for (const index of programs.keys()) await mkdir(`${folder}/${index}`);
    await Promise.all([...checked, ...beside].map(({ path, text }) => writeFile(path, text)));
    const running = checked.filter((_, index) => runs(programs[index]!)).map(({ path }) => path);
    const [wrong, thrown] = await Promise.all([
      typeErrorsOf(
        project,
        [...checked, ...beside].map(({ path }) => path),
        conditions,
      ),
      runErrorsOf(running, folder, conditions),
    ]);
    const unchecked = checked.flatMap(({ path, unchecked }) =>
      unchecked.map(line => ({
        path,
        line,
        message: 'a claim must stand after a statement, got one that nobody checks.',
      })),
    );
    const documents = new Map([...checked, ...beside].map(({ path, document }) => [path, document]));
    const faults = [...wrong, ...unchecked, ...thrown];
    // A file may stand beside several programs.
    return [...new Set(faults.map(({ path, line, message }) => `${documents.get(path)}:${line}: ${message}`))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * What goes wrong when programs run, in one process, one after another. The folder is for what the process notes, and the conditions
 * choose between sources and built packages.
 */
async function runErrorsOf(paths: readonly string[], folder: string, conditions: readonly string[]): Promise<Fault[]> {
  const result = `${folder}/faults.json`;
  const runner = [`${root}tools/repo/src/docs/runner.ts`, result, ...paths];
  const preload = fileURLToPath(new URL('typescript-everywhere.mjs', import.meta.url));
  const options = ['--import', preload, ...conditions.map(one => `--conditions=${one}`), ...runner];
  // The file lists the failures. The output of the process counts only without a file.
  const said = await new Promise<string>(done =>
    execFile(process.execPath, options, { cwd: root, timeout: 300_000 }, (_error, _output, said) => done(said)),
  );
  const text = await readFile(result, 'utf8').catch(() => {
    throw new Error(`The programs must run to their end, got none. ${said}`);
  });
  return JSON.parse(text) as Fault[];
}

/** A program that checks what it claims, and the lines of claims that it cannot check. */
interface Checked {
  readonly text: string;
  readonly unchecked: readonly number[];
}

/**
 * Makes calls of the claims in a program: the text behind `// =>` after a statement on the last line of it. No line
 * moves.
 */
function withClaims({ document, text }: Program): Checked {
  const source = ts.createSourceFile(document, text, ts.ScriptTarget.ESNext);
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const open = new Set([...text.matchAll(/\/\/ => /g)].map(({ index }) => lineAt(index)));
  const parts = [`import { began, holds } from '${root}tools/repo/src/docs/claims.ts'; `];
  let done = 0;
  const copyTo = (position: number, added: string) => {
    parts.push(text.slice(done, position), added);
    done = position;
  };
  for (const statement of source.statements) {
    const [comment] = ts.getTrailingCommentRanges(text, statement.end) ?? [];
    const claim = comment && /^\/\/ => (.*)$/.exec(text.slice(comment.pos, comment.end))?.[1];
    if (claim === undefined) continue;
    const line = lineAt(comment!.pos);
    open.delete(line);
    const call = `holds(${line}, ${JSON.stringify(claim)}`;
    copyTo(statement.getStart(source), 'began(); ');
    if (ts.isExpressionStatement(statement)) {
      copyTo(statement.expression.getStart(source), `${call}, (`);
      copyTo(statement.expression.end, '));');
    } else copyTo(statement.end, `; ${call});`);
  }
  copyTo(text.length, '');
  return { text: parts.join(''), unchecked: [...open] };
}

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
const SOURCES: readonly string[] = ['@thalweg/source'];

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

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Program } from './program.ts';
import { root } from '../root.ts';
import { runErrorsOf } from './run-errors.ts';
import { SOURCES, typeErrorsOf } from './type-errors.ts';
import { withClaims } from './with-claims.ts';

/**
 * What is wrong with some programs, as `document:line: what`: their types, what they throw, what they claim. They see the sources of
 * our packages, or under no condition the built ones. Those that a predicate leaves out are only compiled.
 */
export async function failuresOf(
  programs: readonly Program[],
  conditions = SOURCES,
  runs: (program: Program) => boolean = () => true,
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
        conditions === SOURCES ? 'documents' : 'documents-on-bundles',
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

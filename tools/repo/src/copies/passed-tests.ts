import type { WorkspaceCopy } from './workspace-copy.ts';

/** Runs tests in a copy of the workspace, which must all pass. Gives the lines of those that have run, without the skipped ones. */
export async function passedTests(copy: WorkspaceCopy, ...options: readonly string[]): Promise<readonly string[]> {
  return passed(await copy.run('vitest', 'run', '--reporter=verbose', ...options));
}

/** The same with all rows of the files that draw. */
export async function passedRows(copy: WorkspaceCopy, ...options: readonly string[]): Promise<readonly string[]> {
  return passed(await copy.run('env', 'LAWS_SEED=all', 'vitest', 'run', '--reporter=verbose', ...options));
}

function passed(printed: string): readonly string[] {
  return printed.split('\n').filter(line => line.trimStart().startsWith('✓ '));
}

import type { WorkspaceCopy } from './workspace-copy.ts';

/** Runs tests in a copy of the workspace, which must all pass. Gives the lines of those that have run, without the skipped ones. */
export async function passedTests(copy: WorkspaceCopy, ...options: readonly string[]): Promise<readonly string[]> {
  const printed = await copy.run('vitest', 'run', '--reporter=verbose', ...options);
  return printed.split('\n').filter(line => line.trimStart().startsWith('✓ '));
}

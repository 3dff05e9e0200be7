import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { root } from './root.ts';

const path = `${root}.nx/bundles/lock`;

/** Milliseconds that a process waits before it names the one that it waits for. */
const PATIENCE = 10_000;

/** Runs a build while no other process builds. A lock of a process that has ended counts for nothing. */
export async function withBuildLock<T>(build: () => Promise<T>): Promise<T> {
  mkdirSync(`${root}.nx/bundles`, { recursive: true });
  const own = `${path}-${randomUUID()}`;
  writeFileSync(own, `${process.pid}`);
  try {
    for (let waited = 0; !isTaken(own); waited += 20) {
      await setTimeout(20);
      if (waited === PATIENCE) console.error(`Waiting for process ${holder()}, which builds. Its lock is ${path}`);
    }
    return await build();
  } finally {
    if (holder() === process.pid) rmSync(path, { force: true });
    rmSync(own, { force: true });
  }
}

/** Takes the lock if it is free. It appears with its holder in it, so that no other process sees it empty. */
function isTaken(own: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const seen = holder();
  if (seen !== undefined && !isAlive(seen)) removeLockOf(seen);
  return false;
}

/** Removes the lock of a process that has ended. A lock that another process has taken meanwhile comes back. */
function removeLockOf(ended: number): void {
  const aside = `${path}-${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (Number(readFileSync(aside, 'utf8')) !== ended) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error)!)) throw error;
  }
  rmSync(aside, { force: true });
}

/** The process that has the lock. */
function holder(): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

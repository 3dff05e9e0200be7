import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { root } from './root.ts';

const path = `${root}.nx/bundles/lock`;

/** Runs a build while no other process builds. A lock of a process that has ended counts for nothing. */
export async function withBuildLock<T>(build: () => Promise<T>): Promise<T> {
  mkdirSync(`${root}.nx/bundles`, { recursive: true });
  while (!isTaken()) await setTimeout(20);
  try {
    return await build();
  } finally {
    rmSync(path, { force: true });
  }
}

function isTaken(): boolean {
  try {
    writeFileSync(path, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!isHeld()) rmSync(path, { force: true });
    return false;
  }
}

function isHeld(): boolean {
  try {
    // A file without a number yet has just been made.
    const holder = Number(readFileSync(path, 'utf8'));
    return holder === 0 || process.kill(holder, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { codeOf } from './system-error.ts';

/** Returns a unique path that contains the process and the thread of its writer. */
export function temporaryPath(folder: string): string {
  return join(folder, `.thalweg-${process.pid}-${threadId}-${randomBytes(4).toString('hex')}.tmp`);
}

/** Removes the temporary files whose writer no longer runs. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid, thread] = /^\.thalweg-(\d+)-(\d+)-[\da-f]{8}\.tmp$/.exec(name) ?? [];
    if (pid !== undefined && !isWriting(Number(pid), Number(thread))) rmSync(join(folder, name), { force: true });
  }
}

/** Returns true if the writer of a file still runs. Writing is synchronous, so it is not this thread. */
function isWriting(pid: number, thread: number): boolean {
  if (pid === process.pid) return thread !== threadId;
  try {
    // Signal 0 only checks that the process exists.
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

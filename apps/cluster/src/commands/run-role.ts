import type { Runner } from '@thalweg/graph';
import type { Log } from '@thalweg/log';
import { wasm } from '@thalweg/wasm';
import { fromEvent, lastValueFrom, merge, type Observable, takeUntil, tap } from 'rxjs';
import { joinCluster, spoken, type Status, StatusKey } from '../status/status.ts';

/** A process that tells its status. */
export interface Member {
  readonly log: Log;
  readonly cluster: string;
  readonly name: string;
  /** The number of rounds of the run. */
  readonly rounds: number;
}

/**
 * Runs a role until it is done or this process is asked to end, and writes its status into the log. Under a parent process, Ctrl-C
 * is for the parent, and the end of the parent ends this process too.
 */
export async function runRole(status$: Observable<Status>, { log, cluster, name, rounds }: Member): Promise<void> {
  await joinCluster(log, cluster, name);
  const key = new StatusKey(log, cluster, name);
  const asked$ = process.connected
    ? merge(fromEvent(process, 'SIGTERM'), fromEvent(process, 'disconnect'))
    : merge(fromEvent(process, 'SIGTERM'), fromEvent(process, 'SIGINT'));
  if (process.connected) process.on('SIGINT', () => undefined);
  const written$ = status$.pipe(
    spoken({ cluster, rounds, say: sayByHand }),
    tap(status => key.write(status)),
    takeUntil(asked$),
  );
  await lastValueFrom(written$, { defaultValue: undefined });
  await key.written();
}

/** Prints a line in a process that was started by hand. A parent process shows what its children do. */
export function sayByHand(text: string): void {
  if (!process.connected) console.log(text);
}

/** Returns the runner of this name. */
export function runnerOf(name: 'wasm' | 'interpreter'): Runner | undefined {
  return name === 'wasm' ? wasm({ fallback: true }) : undefined;
}

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Observable } from 'rxjs';
import type { Settings } from './settings.ts';

/** The task of a child process. */
export interface Task {
  /** The address of the NATS server. */
  readonly server: string;
  readonly settings: Settings;
}

/** The report of a predictor about one version. */
export interface Swapped {
  readonly version: number;
  readonly accepted: boolean;
  /** Milliseconds from when the log received the version to when it was served. */
  readonly staleness: number;
  /** When it was served, in milliseconds since 1970. */
  readonly at: number;
}

/** A message of a child process: a predictor listens, or has taken a version; the learner has published, or ended. */
export type ChildMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'swapped'; readonly swapped: Swapped }
  | { readonly kind: 'published'; readonly version: number; readonly steps: number };

/** Starts a program of this app with a task, and emits its messages. Unsubscribing ends the process. Its end is an error. */
export function childProcess(program: URL, task: Task): Observable<ChildMessage> {
  return new Observable(subscriber => {
    const child = fork(fileURLToPath(program), { serialization: 'advanced' });
    child.send(task);
    child.on('message', message => subscriber.next(message as ChildMessage));
    child.on('error', error => subscriber.error(error));
    child.on('exit', code => subscriber.error(new Error(`${program.pathname} ended with ${code}`)));
    return () => void child.kill('SIGKILL');
  });
}

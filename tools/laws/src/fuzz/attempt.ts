import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { readProgress } from './progress.ts';
import type { Call } from './run-call.ts';
import type { Job, Report } from './serve.ts';

/** Starts the program in a folder, to which relative paths lead. */
export function start(program: string, cwd: string): ChildProcess {
  const happyDom = createRequire(import.meta.url).resolve('happy-dom');
  const execArgv = ['--max-old-space-size=1024', '--enable-source-maps'];
  return fork(program, [happyDom], {
    cwd,
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** The call that a process did not survive. */
export interface Ended {
  /** The first call that the process did not report. */
  readonly reported: number;
  readonly call: Call;
}

/** Watches a process with a monotonic clock. */
export function attempt(
  child: ChildProcess,
  job: Job,
  patience: number,
  take: (report: Report) => void,
): Promise<Ended | undefined> {
  const { promise, resolve, reject } = deferred<Ended | undefined>();
  let reported = job.from;
  let index = job.from;
  let since = performance.now();
  let hangs = false;
  const watch = setInterval(() => {
    const now = readProgress(job.progress);
    if (!now.started || now.index !== index) [index, since] = [now.index, performance.now()];
    hangs = performance.now() - since > patience;
    if (hangs) child.kill('SIGKILL');
  }, 100);
  child.on('message', (report: Report) => {
    reported = report.next;
    take(report);
    // What calls have left open, such as timers, would keep it.
    if (reported === job.to) child.kill();
  });
  child.on('exit', () => {
    clearInterval(watch);
    const { started, index, text } = readProgress(job.progress);
    if (!started) return reject(new Error('The process that makes the calls does not start.'));
    if (reported === job.to) return resolve(undefined);
    const outcome = hangs ? 'hang' : 'crash';
    resolve({ reported, call: { index, callable: '', text, outcome, message: '' } });
  });
  child.send(job);
  return promise;
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

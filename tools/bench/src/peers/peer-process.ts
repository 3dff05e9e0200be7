import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { PeerWorkload } from './workloads.ts';

/** What a peer's process is asked, in a line of JSON. */
export type Request = { readonly prepare: PeerWorkload } | { readonly measure: number };

/** What it answers, in another: a number to check and what it runs on, a time, or why there is none. */
export type Answer =
  | { readonly check?: number; readonly runsOn?: string }
  | { readonly microseconds: number }
  | { readonly missing: string };

/** A peer in a process of its own. */
export interface PeerProcess {
  /** Rejects with what the peer wrote last if its process has ended, or says nothing for too long. */
  readonly ask: (request: Request) => Promise<Answer>;
  readonly close: () => void;
}

/** One thread each: what the libraries of peers read when they are loaded. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** Starts a command that answers lines of JSON with lines of JSON. */
export function startPeer([file, ...args]: readonly string[], { timeoutMs = 60_000 } = {}): PeerProcess {
  const child = spawn(file!, args, { stdio: 'pipe', env: { ...process.env, ...ONE_THREAD } });
  let said = '';
  let ended: string | undefined;
  let settle: ((result: Answer | Error) => void) | undefined;
  const end = (reason: string): void => {
    ended ??= reason;
    settle?.(new Error(ended));
  };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-4000)));
  child.stdin.on('error', () => undefined);
  child.on('error', error => end(error.message));
  child.on('close', code => end(lastErrorIn(said) ?? `its process ended with status ${code}`));
  createInterface({ input: child.stdout }).on('line', line => {
    // Libraries write to stdout as well: what does not start like an object is not an answer.
    if (!line.startsWith('{')) return;
    try {
      settle?.(JSON.parse(line) as Answer);
    } catch {
      end(`it answers ${line}`);
    }
  });
  const ask = (request: Request): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
      settle = result => {
        clearTimeout(timer);
        settle = undefined;
        if (result instanceof Error) reject(result);
        else resolve(result);
      };
      if (ended === undefined) child.stdin.write(`${JSON.stringify(request)}\n`);
      else end(ended);
    });
  return { ask, close: () => void child.kill() };
}

function lastErrorIn(said: string): string | undefined {
  const lines = said.split('\n').filter(line => line.trim() !== '');
  return lines.filter(line => /error/i.test(line)).at(-1) ?? lines.at(-1);
}

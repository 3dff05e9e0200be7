import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { PeerWorkload } from './workloads.ts';

/** A request to a peer’s process, sent as a line of JSON. */
export type Request = { readonly prepare: PeerWorkload } | { readonly measure: number };

/** The answer, also a line of JSON: a result to check and the libraries used, a time, or the reason why there is none. */
export type Answer =
  | { readonly check?: number; readonly runsOn?: string }
  | { readonly microseconds: number }
  | { readonly missing: string };

/** A peer in its own process. */
export interface PeerProcess {
  /** Sends a request. Rejects with the last error output if the process ends or does not answer in time. */
  readonly ask: (request: Request) => Promise<Answer>;
  readonly close: () => void;
}

/** Environment variables that limit the libraries of peers to one thread. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** Starts a process that answers lines of JSON with lines of JSON. */
export function startPeer([file, ...args]: readonly string[], { timeoutMs = 60_000 } = {}): PeerProcess {
  // Node warns where a task runner wants colours and the user none; that would be taken for the reason why a peer ended.
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(file!, args, { stdio: 'pipe', env: { ...env, ...ONE_THREAD } });
  let errorOutput = '';
  let ended: string | undefined;
  let settle: ((result: Answer | Error) => void) | undefined;
  const end = (reason: string): void => {
    ended ??= reason;
    settle?.(new Error(ended));
  };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errorOutput = `${errorOutput}${text}`.slice(-4000)));
  child.stdin.on('error', () => undefined);
  child.on('error', error => end(error.message));
  child.on('close', code => end(lastErrorIn(errorOutput) ?? `its process ended with status ${code}`));
  createInterface({ input: child.stdout }).on('line', line => {
    // Libraries write to stdout as well: a line that is not a JSON object is no answer.
    if (!line.startsWith('{')) return;
    try {
      settle?.(JSON.parse(line) as Answer);
    } catch {
      end(`it answered ${line}`);
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

function lastErrorIn(output: string): string | undefined {
  const lines = output.split('\n').filter(line => line.trim() !== '');
  return lines.filter(line => /error/i.test(line)).at(-1) ?? lines.at(-1);
}

import { LogError } from '@thalweg/log';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Guard } from './guard.ts';

/** How long a server may take to start or to end, in ms: one with large streams reads them first. */
const PATIENCE = 60_000;

/** The addresses that a server listens on. */
export interface Addresses {
  readonly nats: string;
  readonly websocket: string | undefined;
}

/** One process of nats-server, from its start to its end. */
export class ServerProcess {
  readonly #folder: string;
  readonly #configuration: string;
  readonly #guard: Guard;
  #child: ChildProcess | undefined;
  #failure: Error | undefined;

  constructor(folder: string, configuration: string, guard: Guard) {
    this.#folder = folder;
    this.#configuration = configuration;
    this.#guard = guard;
  }

  /** Starts the process and returns its addresses when it takes connections. */
  async ready(): Promise<Addresses> {
    const file = join(this.#folder, 'server.conf');
    await writeFile(file, this.#configuration);
    const child = spawn('nats-server', ['-c', file, '--ports_file_dir', this.#folder], {
      stdio: 'ignore',
      // A group of its own: Ctrl-C in a terminal is for this process, which ends the server when nobody needs it any more.
      detached: true,
    });
    this.#child = child;
    child.once('error', error => (this.#failure = error));
    if (child.pid !== undefined) this.#guard.watchOver(child.pid);
    for (const deadline = performance.now() + PATIENCE; performance.now() < deadline; await wait(10)) {
      if (this.#failure !== undefined) throw missing(this.#failure);
      if (child.exitCode !== null || child.signalCode !== null) throw await this.#notStarted();
      const addresses = await this.#addresses();
      if (addresses !== undefined) return addresses;
    }
    await this.end('SIGKILL');
    throw await this.#notStarted();
  }

  /** Ends the process by a signal, and by force if that takes too long. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await exit;
    clearTimeout(force);
    this.#guard.watchOver();
  }

  /** The server writes the file when it listens. A part of it cannot be read as JSON. */
  async #addresses(): Promise<Addresses | undefined> {
    try {
      const text = await readFile(join(this.#folder, `nats-server_${this.#child!.pid}.ports`), 'utf8');
      const { nats, websocket } = JSON.parse(text) as { nats: string[]; websocket?: string[] };
      return { nats: nats[0]!, websocket: websocket?.[0] };
    } catch {
      return undefined;
    }
  }

  async #notStarted(): Promise<LogError> {
    const log = await readFile(join(this.#folder, 'server.log'), 'utf8').catch(() => '');
    const last = log.trim().split('\n').slice(-3).join(' ') || 'no message';
    return new LogError('unavailable', 'startNatsServer', 'nats-server must start', last, 'Is the port free?');
  }
}

function missing(cause: Error): LogError {
  return new LogError(
    'unavailable',
    'startNatsServer',
    'the program nats-server must be on the PATH',
    cause.message,
    'Debian and Ubuntu have it: apt-get install nats-server. For others, see https://nats.io/download.',
    { cause },
  );
}

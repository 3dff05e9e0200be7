import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LogError } from '@thalweg/log';
import { optionsOf } from '@thalweg/tensor/engine';

/** Options of {@link startNatsServer}. */
export interface NatsServerOptions {
  /** The folder of the streams, which stays. Without it, a temporary one that `stop` removes. */
  readonly store?: string | undefined;
  /** The port on 127.0.0.1; a free one by default. */
  readonly port?: number | undefined;
  /** Flushes each write to the disk before it is acknowledged. By default the server flushes every two minutes. */
  readonly sync?: 'always' | undefined;
  /** Serves pages too, by WebSocket on a free port. */
  readonly websocket?: boolean | undefined;
}

/** A server of NATS that this process started. */
export interface NatsServer {
  /** Its address, as `natsLog` takes it. */
  readonly url: string;
  /** Its address for pages, if it serves them. */
  readonly websocketUrl: string | undefined;
  /** Ends the process at once, as a crash would, and keeps the store. */
  kill(): Promise<void>;
  /** Starts it again with the same store and ports, after ending it if it runs. */
  restart(): Promise<void>;
  /** Ends the process, and removes the store if it is temporary. */
  stop(): Promise<void>;
}

/**
 * Starts the `nats-server` that is on the PATH, with JetStream, on the loopback address. The promise fulfils when it takes
 * connections. If this process ends without `stop`, for whatever reason, the server ends too.
 *
 * - **Rejects** with a {@link LogError} `'unavailable'` if there is no such program, or if it does not start
 * - **Works on** Unix: a shell watches over the server
 *
 * @example
 * const server = await startNatsServer();
 * const log = await natsLog({ servers: server.url });
 */
export async function startNatsServer(options?: NatsServerOptions): Promise<NatsServer> {
  const { store, port, sync, websocket } = optionsOf('startNatsServer', options, {
    store: undefined,
    port: undefined,
    sync: undefined,
    websocket: false,
  });
  const folder = await mkdtemp(join(tmpdir(), 'thalweg-nats-'));
  const settings = { folder, store: store ?? join(folder, 'store'), sync, websocket };
  const guard = new Guard(folder);
  const server = new RunningServer(settings, guard);
  try {
    await server.start(port ?? RANDOM_PORT, RANDOM_PORT);
  } catch (error) {
    await guard.end();
    throw error;
  }
  return server;
}

/** What nats-server takes for a free port. */
const RANDOM_PORT = -1;

class RunningServer implements NatsServer {
  readonly #settings: ServerSettings;
  readonly #guard: Guard;
  #process: ServerProcess | undefined;
  url = '';
  websocketUrl: string | undefined;

  constructor(settings: ServerSettings, guard: Guard) {
    this.#settings = settings;
    this.#guard = guard;
  }

  async start(port: number, websocketPort: number): Promise<void> {
    const { folder, store, sync, websocket } = this.#settings;
    const lines = [`listen: "127.0.0.1:${port}"`, `log_file: "${join(folder, 'server.log')}"`];
    lines.push(`jetstream { store_dir: "${store}"${sync === 'always' ? ', sync_interval: always' : ''} }`);
    if (websocket) lines.push(`websocket { listen: "127.0.0.1:${websocketPort}", no_tls: true }`);
    this.#process = new ServerProcess(folder, lines.join('\n'), this.#guard);
    const addresses = await this.#process.ready();
    this.url = addresses.nats;
    this.websocketUrl = addresses.websocket;
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
    this.#process = undefined;
  }

  async restart(): Promise<void> {
    await this.#process?.end('SIGTERM');
    const websocket = this.websocketUrl;
    await this.start(portOf(this.url), websocket === undefined ? RANDOM_PORT : portOf(websocket));
  }

  async stop(): Promise<void> {
    await this.#process?.end('SIGTERM');
    this.#process = undefined;
    await this.#guard.end();
  }
}

interface ServerSettings {
  readonly folder: string;
  readonly store: string;
  readonly sync: 'always' | undefined;
  readonly websocket: boolean;
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

/** The longest time that a server may take to start or to end, in ms: one with large streams reads them first. */
const PATIENCE = 60_000;

/** The addresses that a server listens on. */
interface Addresses {
  readonly nats: string;
  readonly websocket: string | undefined;
}

/** One process of nats-server, from its start to its end. */
class ServerProcess {
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

/** Reads the number of each process to watch over. The end of the input means that whoever wrote it is gone. */
const PROGRAM = `trap '' INT TERM HUP
while read -r line; do server=$line; done
[ -z "$server" ] || kill -9 "$server" 2>/dev/null
rm -rf -- "$1"`;

/**
 * A small shell that ends a server and removes its folder when this process ends, even by `kill -9`: the system closes the
 * pipe between the two.
 */
class Guard {
  readonly #shell: ChildProcess;
  readonly #exit: Promise<unknown>;

  constructor(folder: string) {
    this.#shell = spawn('/bin/sh', ['-c', PROGRAM, 'guard', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // A group of its own, so that what interrupts this process from a terminal does not reach it first.
      detached: true,
    });
    this.#exit = once(this.#shell, 'exit');
    this.#shell.unref();
  }

  /** Sets the process to end with this one; none, if left out. */
  watchOver(pid?: number): void {
    this.#shell.stdin!.write(`${pid ?? ''}\n`);
  }

  /** Ends what is watched over, and removes the folder. */
  async end(): Promise<void> {
    this.#shell.ref();
    this.#shell.stdin!.end();
    await this.#exit;
  }
}

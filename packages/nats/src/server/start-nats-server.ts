import { LogError } from '@thalweg/log';
import { optionsOf } from '@thalweg/tensor/engine';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Guard } from './guard.ts';
import { ServerProcess } from './server-process.ts';

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
 * - **Works on** Unix: what watches over the server is a shell
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

import { optionsOf, printed } from '@thalweg/tensor/engine';
import { interval, Subscription } from 'rxjs';
import { LogError } from '../port/log-error.ts';
import type { Log } from '../port/log.ts';
import type { ChannelPort } from './channel-port.ts';
import { checkedClientMessage } from './checked-messages.ts';
import { type About, type Checked, letterIn, MOST_LOG_NAME } from './message-fields.ts';
import { channelId, checkTimeout, portEvents, postTo, SILENT_TICKS } from './port-events.ts';
import {
  ALL,
  carried,
  type ClientMessage,
  MOST_CLIENTS,
  MOST_SERVED_CALLS,
  MOST_STREAMS,
  type ServerMessage,
  type StreamMessage,
  VERSION,
} from './protocol.ts';
import { ServedEntryStream, type ServedStream, ServedWatching } from './served-streams.ts';

/** Options of {@link serveLog}. */
export interface ServeLogOptions {
  /**
   * Milliseconds without a word after which a client is gone and its readings are closed, 60,000 by default. Hidden pages say a
   * word each minute; one that comes back after it reads on from where it was.
   */
  readonly timeout?: number;
  /**
   * The name of a log that outlives this call, such as one in files: readings go on with the next server of the same name.
   * Without it, the next server has another log, and readings that have begun end with an error instead of missing entries.
   */
  readonly name?: string;
}

/**
 * Serves a log to the other side of a port, or to all other sides of a `BroadcastChannel`, where {@link remoteLog} returns it.
 * Returns the subscription that ends it, and that keeps a process of Node alive until then.
 *
 * Serve a log on one side of a channel only: two servers are two logs, and clients would choose between them. Tabs can
 * choose the one that serves by a Web Lock: `navigator.locks.request('log', () => { serveLog(log, channel); return new
 * Promise(() => {}); })`. A `memoryLog` is lost when its tab closes.
 *
 * - **In flight** at most 256 entries or 16 MB a reading, and one value of a key; more are asked of the log when the client has
 *   taken these
 * - **Checked** each message of a client: one that does not fit is refused, or ignored if it does not say which call it belongs
 *   to. It disturbs no other client. At most 1,024 clients have something open, each at most 1,024 streams and 1,024 calls;
 *   further ones are refused as `'unavailable'`
 * - **Throws** `ContractError` for what is no port, `LogError` for a timeout that is no positive number and a name that is no
 *   text of at most 4,096 characters
 *
 * @example
 * const { port1, port2 } = new MessageChannel();
 * const serving = serveLog(memoryLog(), port1);
 * await remoteLog(port2).append('greetings', new TextEncoder().encode('hello')) // => 1
 * serving.unsubscribe();
 */
export function serveLog(log: Log, port: ChannelPort, options?: ServeLogOptions): Subscription {
  const { timeout, name = channelId() } = optionsOf('serveLog', options, { timeout: 60_000, name: undefined });
  checkTimeout('serveLog', timeout);
  if (typeof name !== 'string' || name.length > MOST_LOG_NAME)
    throw new LogError('invalid', 'serveLog', 'the name must be a text', shownName(name), "Try { name: 'events' }.");
  const events$ = portEvents('serveLog', port);
  const self = channelId();
  const clients = new Map<string, ServedClient>();
  const serving = new Subscription(() => clients.forEach(client => client.close()));
  const post = (message: ServerMessage, to: string): void => {
    if (!postTo(port, message, { from: self, to })) serving.unsubscribe();
  };
  const clientOf = (id: string): ServedClient =>
    clients.get(id) ??
    new ServedClient({ log, name }, { post: said => post(said, id), idle: () => clients.delete(id) });
  const take = (from: string, checked: Checked<ClientMessage>): void => {
    const client = clientOf(from);
    const isRefused =
      !clients.has(from) && clients.size >= MOST_CLIENTS && 'message' in checked && opens(checked.message);
    if (isRefused) return client.refuse(aboutOf(checked.message), tooMany('clients', MOST_CLIENTS));
    if (!('message' in checked)) return client.refuse(checked.about, refused(checked));
    clients.set(from, client);
    client.take(checked.message);
    if (client.idle) clients.delete(from);
  };
  serving.add(
    events$.subscribe(event => {
      if (event.kind === 'closed') return serving.unsubscribe();
      const letter = letterIn(event.data, self);
      if (letter === undefined) return;
      // A client of another version learns the one of this side, whatever its own `hello` has in it.
      const isOther = letter.version !== VERSION;
      if (isOther && !isHello(letter.message)) return;
      take(letter.from, isOther ? { message: HELLO } : checkedClientMessage(letter.message));
    }),
  );
  serving.add(
    interval(timeout / SILENT_TICKS).subscribe(() => {
      for (const [id, client] of clients)
        if (client.grow() > SILENT_TICKS) {
          client.close();
          clients.delete(id);
        }
    }),
  );
  post({ kind: 'welcome', log: name, sample: new Uint8Array() }, ALL);
  serving.add(() => post({ kind: 'bye' }, ALL));
  return serving;
}

const HELLO: ClientMessage = { kind: 'hello', sample: undefined };

function isHello(message: unknown): boolean {
  return (Object(message) as { readonly kind?: unknown }).kind === 'hello';
}

/** Returns true for a message after which a client has something open. */
function opens({ kind }: ClientMessage): boolean {
  return kind === 'read' || kind === 'watch' || kind === 'append' || kind === 'swap';
}

function aboutOf(message: ClientMessage): About | undefined {
  if ('call' in message) return { call: message.call };
  return 'stream' in message ? { stream: message.stream } : undefined;
}

function shownName(name: unknown): string {
  return typeof name === 'string' ? `one of ${name.length} characters` : printed(name);
}

type Of<K> = Extract<ClientMessage, { readonly kind: K }>;

/** A log with the name that it has on the channel. */
interface ServedLog {
  readonly log: Log;
  readonly name: string;
}

/** Hooks of {@link ServedClient}. */
interface ServedClientHooks {
  readonly post: (message: ServerMessage) => void;
  /** Called when its last call was answered and no stream is open. */
  readonly idle: () => void;
}

/** One client of a served log, with the streams and calls that it has open. */
class ServedClient {
  readonly #log: Log;
  readonly #name: string;
  readonly #post: (message: ServerMessage) => void;
  readonly #whenIdle: () => void;
  readonly #streams = new Map<number, ServedStream>();
  #calls = 0;
  #silence = 0;

  constructor({ log, name }: ServedLog, { post, idle }: ServedClientHooks) {
    this.#log = log;
    this.#name = name;
    this.#post = post;
    this.#whenIdle = idle;
  }

  get idle(): boolean {
    return this.#streams.size + this.#calls === 0;
  }

  /** Counts one more tick without a word, and returns how many there were. */
  grow(): number {
    return ++this.#silence;
  }

  take(message: ClientMessage): void {
    this.#silence = 0;
    switch (message.kind) {
      case 'hello':
        return this.#post({ kind: 'welcome', log: this.#name, sample: new Uint8Array() });
      case 'beat':
        return this.#answerBeat(message.streams);
      case 'append':
      case 'swap':
        return void this.#call(message);
      case 'read':
      case 'watch':
        return this.#open(message);
      case 'allow':
      case 'ack':
        return this.#streams.get(message.stream)?.[message.kind](message.count);
      case 'close':
        return this.#close(message.stream);
    }
  }

  /** Answers a message that was refused, if it says what it is about. A stream ends with it. */
  refuse(about: About | undefined, error: LogError): void {
    if (about === undefined) return;
    if ('stream' in about) this.#close(about.stream);
    this.#post(
      'call' in about
        ? { kind: 'refusal', call: about.call, error: carried(error) }
        : { kind: 'failure', stream: about.stream, error: carried(error) },
    );
    if (this.idle) this.#whenIdle();
  }

  /** Closes all streams. */
  close(): void {
    for (const stream of this.#streams.keys()) this.#close(stream);
  }

  #answerBeat(streams: readonly number[]): void {
    this.#post({ kind: 'beat' });
    for (const stream of streams) if (!this.#streams.has(stream)) this.#post({ kind: 'lost', stream });
  }

  async #call(message: Of<'append' | 'swap'>): Promise<void> {
    const { call } = message;
    if (this.#calls >= MOST_SERVED_CALLS) return this.refuse({ call }, tooMany('calls of a client', MOST_SERVED_CALLS));
    this.#calls++;
    const answer = await this.#answerTo(message);
    this.#calls--;
    this.#post(answer);
    if (this.idle) this.#whenIdle();
  }

  async #answerTo(message: Of<'append' | 'swap'>): Promise<ServerMessage> {
    const { call, bytes } = message;
    try {
      const value =
        message.kind === 'append'
          ? await this.#log.append(message.topic, bytes, { id: message.id, epoch: message.epoch })
          : await this.#log.swap(message.key, message.expected, bytes);
      return { kind: 'answer', call, value };
    } catch (error) {
      return { kind: 'refusal', call, error: carried(error) };
    }
  }

  #open(message: Of<'read' | 'watch'>): void {
    const { stream } = message;
    this.#close(stream);
    if (this.#streams.size >= MOST_STREAMS)
      return this.refuse({ stream }, tooMany('streams of a client', MOST_STREAMS));
    const post = (said: StreamMessage): void => {
      if (said.kind === 'end' || said.kind === 'failure') this.#streams.delete(stream);
      this.#post({ ...said, stream });
    };
    const served =
      message.kind === 'read'
        ? new ServedEntryStream(this.#log, message, post)
        : new ServedWatching(this.#log, message.key, post);
    if (!served.ended) this.#streams.set(stream, served);
  }

  #close(stream: number): void {
    this.#streams.get(stream)?.close();
    this.#streams.delete(stream);
  }
}

/** Returns the error for a message that does not fit. */
function refused({ requirement, given }: { readonly requirement: string; readonly given: string }): LogError {
  return new LogError('invalid', 'serveLog', requirement, given, 'Use the same version of @thalweg/log on both sides.');
}

/** Returns the error for a message that would open one thing too many. */
function tooMany(what: string, most: number): LogError {
  const advice = 'Close some, or serve the log over another channel.';
  return new LogError('unavailable', 'serveLog', `at most ${most} ${what} may be open`, 'another one', advice);
}

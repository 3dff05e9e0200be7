import type { Log } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { carried } from './carried-error.ts';
import type { About } from './message-fields.ts';
import {
  MOST_SERVED_CALLS,
  MOST_STREAMS,
  type ClientMessage,
  type ServerMessage,
  type StreamMessage,
} from './protocol.ts';
import { ServedReading } from './served-reading.ts';
import type { ServedStream } from './served-stream.ts';
import { ServedWatching } from './served-watching.ts';

type Of<K> = Extract<ClientMessage, { readonly kind: K }>;

/** A log with the name that it has on the channel. */
export interface ServedLog {
  readonly log: Log;
  readonly name: string;
}

/** Hooks of {@link ServedClient}. */
export interface ServedClientHooks {
  readonly post: (message: ServerMessage) => void;
  /** Called when its last call was answered and no stream is open. */
  readonly idle: () => void;
}

/** One client of a served log, with the streams and calls that it has open. */
export class ServedClient {
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
        ? new ServedReading(this.#log, message, post)
        : new ServedWatching(this.#log, message.key, post);
    if (!served.ended) this.#streams.set(stream, served);
  }

  #close(stream: number): void {
    this.#streams.get(stream)?.close();
    this.#streams.delete(stream);
  }
}

/** Returns the error for a message that does not fit. */
export function refused({ requirement, given }: { readonly requirement: string; readonly given: string }): LogError {
  return new LogError('invalid', 'serveLog', requirement, given, 'Use the same version of @thalweg/log on both sides.');
}

/** Returns the error for a message that would open one thing too many. */
export function tooMany(what: string, most: number): LogError {
  const advice = 'Close some, or serve the log over another channel.';
  return new LogError('unavailable', 'serveLog', `at most ${most} ${what} may be open`, 'another one', advice);
}

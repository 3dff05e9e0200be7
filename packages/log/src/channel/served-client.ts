import type { Log } from '../port/log.ts';
import { carried } from './carried-error.ts';
import type { ClientMessage, ServerMessage, StreamMessage } from './protocol.ts';
import { ServedReading } from './served-reading.ts';
import type { ServedStream } from './served-stream.ts';
import { ServedWatching } from './served-watching.ts';

type Of<K> = Extract<ClientMessage, { readonly kind: K }>;

/** A log with the name that it has on the channel. */
export interface ServedLog {
  readonly log: Log;
  readonly name: string;
}

/** One client of a served log, with the streams that it has open. */
export class ServedClient {
  readonly #log: Log;
  readonly #name: string;
  readonly #post: (message: ServerMessage) => void;
  readonly #streams = new Map<number, ServedStream>();
  #silence = 0;

  constructor({ log, name }: ServedLog, post: (message: ServerMessage) => void) {
    this.#log = log;
    this.#name = name;
    this.#post = post;
  }

  get idle(): boolean {
    return this.#streams.size === 0;
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

  /** Closes all streams. */
  close(): void {
    for (const stream of this.#streams.keys()) this.#close(stream);
  }

  #answerBeat(streams: readonly number[]): void {
    this.#post({ kind: 'beat' });
    for (const stream of streams) if (!this.#streams.has(stream)) this.#post({ kind: 'lost', stream });
  }

  async #call(message: Of<'append' | 'swap'>): Promise<void> {
    const { call, bytes } = message;
    try {
      const value =
        message.kind === 'append'
          ? await this.#log.append(message.topic, bytes, { id: message.id, epoch: message.epoch })
          : await this.#log.swap(message.key, message.expected, bytes);
      this.#post({ kind: 'answer', call, value });
    } catch (error) {
      this.#post({ kind: 'refusal', call, error: carried(error) });
    }
  }

  #open(message: Of<'read' | 'watch'>): void {
    const { stream } = message;
    this.#close(stream);
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

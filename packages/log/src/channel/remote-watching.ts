import type { Subscriber } from 'rxjs';
import type { VersionedValue } from '../port/log.ts';
import { arrived } from './carried-error.ts';
import type { StreamMessage, StreamRequest } from './protocol.ts';
import type { RemoteStream } from './remote-stream.ts';

/** One subscription that watches a key of a remote log. */
export class RemoteWatching implements RemoteStream {
  readonly #subscriber: Subscriber<VersionedValue>;
  readonly request: StreamRequest;
  #seen = 0;

  constructor(subscriber: Subscriber<VersionedValue>, key: string) {
    this.#subscriber = subscriber;
    this.request = { kind: 'watch', key };
  }

  get begun(): boolean {
    return this.#seen > 0;
  }

  take(message: StreamMessage): number {
    if (message.kind === 'end') this.#subscriber.complete();
    if (message.kind === 'failure') this.fail(arrived(message.error));
    if (message.kind !== 'value') return 0;
    const { version, bytes } = message;
    // The next server begins with the present value again.
    if (version > this.#seen) {
      this.#seen = version;
      this.#subscriber.next({ version, bytes });
    }
    return 1;
  }

  fail(error: unknown): void {
    this.#subscriber.error(error);
  }
}

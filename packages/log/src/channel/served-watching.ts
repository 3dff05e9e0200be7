import { defer, type Subscription } from 'rxjs';
import type { Log, VersionedValue } from '../port/log.ts';
import { carried } from './carried-error.ts';
import type { StreamMessage } from './protocol.ts';
import type { ServedStream } from './served-stream.ts';

/** Watches a key for a client: one value is under way, and only the newest waits. */
export class ServedWatching implements ServedStream {
  readonly #post: (message: StreamMessage) => void;
  readonly #subscription: Subscription;
  #underWay = false;
  #newest: VersionedValue | undefined;

  constructor(log: Log, key: string, post: (message: StreamMessage) => void) {
    this.#post = post;
    this.#subscription = defer(() => log.watch(key)).subscribe({
      next: value => {
        this.#newest = value;
        this.#send();
      },
      error: (error: unknown) => post({ kind: 'failure', error: carried(error) }),
      complete: () => post({ kind: 'end' }),
    });
  }

  get ended(): boolean {
    return this.#subscription.closed;
  }

  allow(): void {}

  ack(): void {
    this.#underWay = false;
    this.#send();
  }

  close(): void {
    this.#subscription.unsubscribe();
  }

  #send(): void {
    if (this.#underWay || this.#newest === undefined) return;
    const { version, bytes } = this.#newest;
    this.#newest = undefined;
    this.#underWay = true;
    this.#post({ kind: 'value', version, bytes: new Uint8Array(bytes) });
  }
}

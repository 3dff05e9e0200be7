import type { Call, CallMessage, Change, ChangeMessage } from '../wire/protocol.ts';
import { arrived, type CarriedError } from '../wire/carried-error.ts';
import { unpacked, type Packed } from '../wire/packed.ts';

interface Pending {
  /** Sent again to another worker; a change is in the journal instead. */
  readonly message: CallMessage | ChangeMessage;
  readonly fulfil: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The requests that wait for their answers. */
export class PendingCalls {
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  get size(): number {
    return this.#pending.size;
  }

  /** Returns the message of a request, and a promise of its answer. */
  add(what: Call): { readonly message: CallMessage; readonly answer: Promise<unknown> };
  add(what: Change): { readonly message: ChangeMessage; readonly answer: Promise<unknown> };
  add(what: Call | Change): { readonly message: CallMessage | ChangeMessage; readonly answer: Promise<unknown> } {
    const id = ++this.#last;
    const message = isChange(what) ? { kind: 'change' as const, id, ...what } : { kind: 'call' as const, id, ...what };
    const answer = new Promise<unknown>((fulfil, reject) => this.#pending.set(id, { message, fulfil, reject }));
    return { message, answer };
  }

  /** Returns the requests that another worker has to get again. */
  again(): readonly CallMessage[] {
    return [...this.#pending.values()].flatMap(({ message }) => (message.kind === 'call' ? [message] : []));
  }

  answered(id: number, value: Packed | undefined): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    try {
      pending?.fulfil(value && unpacked(value));
    } catch (error) {
      pending?.reject(error);
    }
  }

  refused(id: number, error: CarriedError): void {
    this.#pending.get(id)?.reject(arrived(error));
    this.#pending.delete(id);
  }

  /** Forgets a request that could not be sent. */
  drop(id: number): void {
    this.#pending.delete(id);
  }

  fail(error: unknown): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

function isChange(what: Call | Change): what is Change {
  return what.what === 'set' || what.what === 'restore';
}

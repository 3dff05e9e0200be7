import { DataError } from '@thalweg/data';
import { ContractError, Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { merge, of, Subject, type Subscriber } from 'rxjs';
import type { EdgeEnd, Half, ReceivedMessage, SplitEdge } from './split-edge.ts';

/** Options of {@link EdgeInbox}. */
export interface EdgeInboxOptions {
  readonly operator: string;
  readonly end: EdgeEnd;
  /** True if messages may come again. */
  readonly keeps: boolean;
  /** The number of the last step that is done, and the position of the edge after it. */
  readonly done: number;
  readonly position: ReceivedMessage['position'] | undefined;
  /** The number of messages that may wait. */
  readonly most: number;
  /** Called when a message or the end has arrived. */
  readonly arrived: () => void;
}

/** The messages of the other half that wait: each once, in the order of their steps. */
export class EdgeInbox {
  /** True if no further message comes. */
  ended = false;
  readonly #options: EdgeInboxOptions;
  readonly #control: Subscriber<unknown>;
  readonly #demand = new Subject<number>();
  readonly #waiting: ReceivedMessage[] = [];
  #last: number;
  /** True while another message is asked for, which may come at once: who asks needs no call. */
  #asking = false;

  constructor(control: Subscriber<unknown>, options: EdgeInboxOptions) {
    this.#options = options;
    this.#control = control;
    this.#last = options.done;
  }

  /** Begins to receive. */
  open(): void {
    const { end, position, most, arrived } = this.#options;
    const control = this.#control;
    control.add(
      end.receive({ position, demand: merge(this.#demand, of(most)) }).subscribe({
        next: received => this.#take(received),
        error: error => control.error(error),
        complete: () => {
          this.ended = true;
          arrived();
        },
      }),
    );
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Returns the message of the next step, if it is there, and allows another one. */
  next(): ReceivedMessage | undefined {
    const received = this.#waiting.shift();
    if (received === undefined) return undefined;
    this.#asking = true;
    this.#demand.next(1);
    this.#asking = false;
    return received;
  }

  #take(received: ReceivedMessage): void {
    const { keeps, operator, arrived } = this.#options;
    // Others may write the edge.
    const step = (received as Partial<ReceivedMessage> | null | undefined)?.message?.step;
    if (typeof step !== 'number') return this.#control.error(noMessage(operator, received));
    // A half that resumed at an earlier step sends again what this one has.
    if (keeps && step <= this.#last) return this.#demand.next(1);
    if (step !== this.#last + 1) return this.#control.error(outOfStep(operator, this.#last + 1, step));
    this.#last = step;
    this.#waiting.push(received);
    if (!this.#asking) arrived();
  }
}

function outOfStep(operator: string, wanted: number, given: number): DataError {
  return new DataError(
    operator,
    `the next message must be of step ${wanted}`,
    `one of step ${given}`,
    'Restore both halves to the same step, or begin both anew with another edge.',
  );
}

function noMessage(operator: string, given: unknown): DataError {
  return new DataError(
    operator,
    'an edge must receive { message, position }, with the step of a message',
    printed(given),
    'Receive what the other half has sent.',
  );
}

/** Returns the edge that a half was given. Throws `ContractError` if it is none. */
export function edgeGiven(operator: string, edge: SplitEdge | undefined): SplitEdge {
  if (typeof edge?.open === 'function') return edge;
  throw new ContractError(
    operator,
    'the edge must be one that logEdge or portEdge returns',
    printed(edge),
    'Try { edge: portEdge(port) }.',
  );
}

/**
 * Returns what identifies the examples of a record: the elements of one of its fields.
 *
 * - **Throws** `DataError` if the field has no numbers or texts
 */
export function recordKey(operator: string, record: unknown, field: string): readonly (string | number)[] {
  const value = (record as Readonly<Record<string, unknown>>)[field];
  const elements: unknown =
    value instanceof Tensor ? value.data : typeof value === 'string' || typeof value === 'number' ? [value] : value;
  const list = Array.isArray(elements) || ArrayBuffer.isView(elements) ? Array.from(elements as number[]) : [];
  if (list.length === 0 || list.some(one => typeof one !== 'string' && typeof one !== 'number'))
    throw new DataError(
      operator,
      `the field '${field}' must have numbers or texts that identify the examples`,
      printed(value),
      'Name another field as the key, or leave it out.',
    );
  return list;
}

/** The error for a half that has no more records while the other one has some. */
export function unequalRecords(operator: string, ended: Half, done: number): DataError {
  return new DataError(
    operator,
    'both halves must have equally many records',
    `a ${ended} half that ended after ${done} of them`,
    'Read the same records in the same order in both, with equal batches and epochs.',
  );
}

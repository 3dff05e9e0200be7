import type { Tensor } from '@thalweg/tensor';
import type { Json } from '@thalweg/train';
import type { Observable } from 'rxjs';

/** One of the halves of a graph that is cut in two: the front half computes the cut, the back half computes the loss from it. */
export type Half = 'front' | 'back';

/** A message over the edge between two halves: the values of a step, or their gradients. */
export interface EdgeMessage {
  /** The number of the step, from 1. Both halves count the records. */
  readonly step: number;
  /** Values or gradients by name; empty if the half that sends it leaves the record out. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The loss of the step, beside the gradients. */
  readonly loss?: number | undefined;
  /** Numbers or texts that identify the examples of the record, beside the values, if the halves compare them. */
  readonly key?: readonly (string | number)[] | undefined;
}

/** A message, and where the edge continues after it. */
export interface ReceivedMessage {
  readonly message: EdgeMessage;
  readonly position: Json;
}

/** The options of `receive`. */
export interface ReceiveOptions {
  /** The position of the last message that was handled; all messages by default. */
  readonly position?: Json | undefined;
  /** Allows so many more messages with each number. */
  readonly demand: Observable<number>;
}

/** The end of an edge that one half holds. */
export interface EdgeEnd {
  /**
   * The messages of the other half, in order. Completes when the other half has ended, and fails when it is lost, if the edge
   * can notice that. If one half unsubscribes without `end` before, the other half takes it for lost.
   */
  receive(options: ReceiveOptions): Observable<ReceivedMessage>;
  /** Sends a message; fulfils when the edge has it. */
  send(message: EdgeMessage): Promise<void>;
  /** Tells the other half that no message follows. */
  end(): void;
}

/** An edge of a graph that leads from one process to another: `logEdge` and `portEdge` make one. */
export interface SplitEdge {
  /** True if the edge keeps messages, so that a half may read and send them again after a crash. */
  readonly keeps: boolean;
  /** Opens the end of one half. */
  open(half: Half): EdgeEnd;
}

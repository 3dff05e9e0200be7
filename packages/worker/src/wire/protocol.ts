import type { Packed } from './packed.ts';
import type { CarriedError } from './carried-error.ts';
import type { HostPort } from './host.ts';

/** The version of the protocol. Both sides must have the same one. `docs/worker-protocol.md` describes it. */
export const PROTOCOL_VERSION = 1;

/** An offset in the records of a run: how many of them come before it in its epoch. */
export interface RecordOffset {
  readonly epoch: number;
  readonly index: number;
}

/** Messages over the worker's own channel: they find each other, and hand over a port for all others. */
export type Handshake = { readonly thalweg: 'training'; readonly version: number } & (
  | { /** `hello` asks; `ready` answers, and is sent once unasked. */ readonly kind: 'hello' | 'ready' }
  | {
      readonly kind: 'connect';
      readonly port: HostPort;
      /** The name of a lock of the page's origin that the worker holds as long as it lives. */
      readonly lock?: string | undefined;
    }
);

/** Builds a training. */
export interface OpenMessage {
  readonly kind: 'open';
  readonly initial: unknown;
  readonly snapshot: Packed | undefined;
  /** The number of step records that the outside has, or need not get, and of settings and restores that are in the snapshot. */
  readonly emitted: number;
  readonly applied: number;
  readonly paused: boolean;
  readonly credit: number;
  readonly reportMs: number;
  readonly steps: 'all' | 'latest';
  /** The number of records after which the worker sends its state; 0 for never. */
  readonly snapshotEvery: number;
}

/** A request with an answer. */
export type CallMessage = { readonly kind: 'call'; readonly id: number } & Call;

export type Call =
  | { readonly what: 'pause' | 'resume' | 'snapshot' | 'keep' }
  | { readonly what: 'predict'; readonly record: Packed };

/** A change that takes effect after the records before it and before those after it. */
export type ChangeMessage = { readonly kind: 'change'; readonly id: number } & Change;

export type Change =
  | { readonly what: 'set'; readonly name: string; readonly value: number }
  | { readonly what: 'restore'; readonly snapshot: Packed };

export type ToWorker =
  | OpenMessage
  /** Subscribes to the steps; `records` is false for a training over its own data. */
  | { readonly kind: 'start'; readonly records: boolean }
  | { readonly kind: 'records'; readonly from: RecordOffset; readonly records: Packed }
  | { readonly kind: 'complete' }
  | ChangeMessage
  | CallMessage
  /** Answers a report. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'ping' }
  | { readonly kind: 'end' };

/** A state that a new worker can begin with. */
export interface KeptState {
  readonly snapshot: Packed;
  /** The first record that is not in it. */
  readonly resume: RecordOffset;
  readonly emitted: number;
  readonly applied: number;
}

/** Step records and metrics. `first` is the number of the first one among all of the run. */
export interface ReportMessage {
  readonly kind: 'report';
  readonly first: number;
  readonly steps: Packed;
  readonly metrics: Packed | undefined;
}

export type FromWorker =
  /** The first message if there is a lock: the worker holds it, or could not get it. */
  | { readonly kind: 'held'; readonly isHeld: boolean }
  | { readonly kind: 'opened'; readonly settings: readonly string[] }
  /** The records are read from here on. */
  | { readonly kind: 'demand'; readonly from: RecordOffset }
  | { readonly kind: 'took'; readonly count: number }
  | ReportMessage
  | ({ readonly kind: 'state' } & KeptState)
  | { readonly kind: 'answer'; readonly id: number; readonly value: Packed | undefined }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: CarriedError }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly error: CarriedError }
  | { readonly kind: 'pong' };

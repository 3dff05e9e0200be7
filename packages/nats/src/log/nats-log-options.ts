import type { NatsConnection } from '@nats-io/nats-core';
import { checkName } from '@thalweg/log/engine';
import { LogError } from '@thalweg/log';
import { optionsOf, printed } from '@thalweg/tensor/engine';

/** Options of `natsLog`. */
export interface NatsLogOptions {
  /** Addresses of servers, as `nats://127.0.0.1:4222`, the default; in pages as `wss://…`. */
  readonly servers?: string | readonly string[] | undefined;
  /**
   * An open connection to use in their place, as for credentials and TLS: `await connect({ servers, user, pass })`. It stays
   * open when the log is closed.
   */
  readonly connection?: NatsConnection | undefined;
  /** The name of the log, `'thalweg'` by default: that of its stream and of its bucket of keys. Letters, digits, `-`, `_`. */
  readonly name?: string | undefined;
  /** The number of servers that store each entry, 1 by default. It takes effect when the log is created. */
  readonly replicas?: number | undefined;
  /**
   * Limits of the log, none by default: beyond them, the oldest entries are dropped. They take effect when the log is created.
   */
  readonly keep?: Keep | undefined;
  /** The number of entries that are written at a time, 256 by default; further ones wait. */
  readonly inFlight?: number | undefined;
  /** Milliseconds until an entry that the server does not acknowledge is `'unavailable'`, 10,000 by default. */
  readonly patience?: number | undefined;
}

/** The most that a log keeps. A large entry counts once for each megabyte. */
export interface Keep {
  readonly entries?: number | undefined;
  readonly bytes?: number | undefined;
  /** The age of an entry, in milliseconds. */
  readonly age?: number | undefined;
}

/** Options that were checked, and in which those with a default are present. */
export interface CheckedOptions {
  readonly servers: string | readonly string[] | undefined;
  readonly connection: NatsConnection | undefined;
  readonly name: string;
  readonly replicas: number;
  readonly keep: Keep;
  readonly inFlight: number;
  readonly patience: number;
}

/** The server knows an id for this long, in ms. */
export const DUPLICATE_WINDOW = 120_000;

/** Completes the options of `natsLog`. Throws `LogError` for values that cannot be. */
export function checkOptions(options: NatsLogOptions | undefined): CheckedOptions {
  const checked = optionsOf('natsLog', options, {
    servers: undefined,
    connection: undefined,
    name: 'thalweg',
    replicas: 1,
    keep: undefined,
    inFlight: 256,
    patience: 10_000,
  });
  checkName('natsLog', 'key', checked.name);
  const { entries, bytes, age } = optionsOf('keep', checked.keep, {
    entries: undefined,
    bytes: undefined,
    age: undefined,
  });
  if (checked.name.includes('.')) throw wrong('the name must be one word', checked.name, "Try 'payments-log'.");
  if (checked.servers !== undefined && checked.connection !== undefined)
    throw wrong('there must be servers or a connection', 'both', 'Leave the servers out.');
  const numbers = { replicas: checked.replicas, inFlight: checked.inFlight, patience: checked.patience };
  for (const [option, value] of Object.entries({ ...numbers, entries, bytes, age }))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
      throw wrong(`${option} must be a whole number from 1`, printed(value), 'Leave it out for the default.');
  if (checked.patience > DUPLICATE_WINDOW / 2)
    throw wrong('patience must be at most 60,000 ms', printed(checked.patience), 'The server forgets ids after 120 s.');
  return { ...checked, keep: { entries, bytes, age } };
}

function wrong(requirement: string, given: string, advice: string): LogError {
  return new LogError('invalid', 'natsLog', requirement, given, advice);
}

import { LogError, type Log } from '@thalweg/log';

/** A log whose writes wait at a gate. */
export interface GatedLog extends Log {
  /** The appends that wait. */
  readonly waiting: readonly unknown[];
  /** Lets the oldest append go on. */
  open(): void;
  /** Fails the oldest append as if the log could not be reached. */
  fail(): void;
}

/** Returns a log whose appends wait until a test lets them go on. */
export function gatedLog(log: Log): GatedLog {
  const waiting: { open: () => void; fail: (error: Error) => void }[] = [];
  return {
    waiting,
    open: () => waiting.shift()!.open(),
    fail: () => waiting.shift()!.fail(new LogError('unavailable', 'append', 'the log must be there', 'none', 'Wait.')),
    append: async (topic, bytes, options) => {
      await new Promise<void>((resolve, reject) => waiting.push({ open: resolve, fail: reject }));
      return log.append(topic, bytes, options);
    },
    read: (topics, from, options) => log.read(topics, from, options),
    swap: (key, expected, bytes) => log.swap(key, expected, bytes),
    watch: key => log.watch(key),
  };
}

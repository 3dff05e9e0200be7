import type { Log } from '@thalweg/log';

/** A log that a law has for itself. */
export interface OpenedLog {
  readonly log: Log;
  /** Closes the log and opens it again with what it kept. */
  readonly restart?: () => Promise<Log>;
  /** Releases the log and all that it runs on. */
  readonly close: () => Promise<void>;
}

/** A log as the laws see it. */
export interface LogRow {
  readonly name: string;
  /** Opens an empty log. */
  readonly open: () => Promise<OpenedLog>;
  /** Whether it refuses an epoch that has ended, or stores the entry for readers to drop. `'refused'` by default. */
  readonly endedEpochs?: 'refused' | 'stored';
  /** Why nothing outlives it. Every other log has a `restart`. */
  readonly noRestart?: string;
}

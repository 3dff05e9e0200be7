import type { Settings } from './settings.ts';

/** The task of a child process. */
export interface Task {
  /** The address of the NATS server. */
  readonly server: string;
  readonly settings: Settings;
}

/** The report of a predictor about one version. */
export interface Swapped {
  readonly version: number;
  readonly accepted: boolean;
  /** Milliseconds from when the log received the version to when it was served. */
  readonly staleness: number;
  /** When it was served, in milliseconds since 1970. */
  readonly at: number;
}

/** A message of a child process: a predictor listens, or has taken a version; the learner has published, or ended. */
export type ChildMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'swapped'; readonly swapped: Swapped }
  | { readonly kind: 'published'; readonly version: number; readonly steps: number };

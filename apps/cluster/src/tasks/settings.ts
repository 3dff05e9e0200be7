import type { TaskName } from './tasks.ts';

/** The settings on which all processes of a cluster agree. The first leader writes them into the log. */
export interface ClusterSettings {
  readonly task: TaskName;
  /** The number of workers, whose deltas close a round. */
  readonly workers: number;
  /** The steps that a worker takes in a round. */
  readonly every: number;
  /** The steps that each worker takes in all. */
  readonly steps: number;
  readonly outer: Outer;
  readonly compress: Compression;
  readonly seed: number;
}

export const outers = ['nesterov', 'average'] as const;
/** The leader's use of the average of the deltas: a step with momentum, or the average as it is. */
export type Outer = (typeof outers)[number];

export const compressions = ['none', '8bit'] as const;
type Compression = (typeof compressions)[number];

/** The settings of every command. */
interface ProcessSettings {
  /** The name of the cluster in its log. */
  readonly cluster: string;
  readonly runner: 'wasm' | 'interpreter';
}

/** The settings of a cluster on one machine. */
export interface RunSettings extends ClusterSettings, ProcessSettings {
  /** `nats` and `file` start a log here; otherwise the address of one that is there. By default NATS if it is installed. */
  readonly log?: string;
  /** The folder of log and snapshots; without it, they are removed at the end. */
  readonly folder?: string;
  readonly json: boolean;
}

/** The settings of a leader on its own. */
export interface LeaderSettings extends ClusterSettings, ProcessSettings {
  readonly log: string;
  readonly name: string;
}

/** The settings of a worker on its own. */
export interface WorkerSettings extends ProcessSettings {
  readonly log: string;
  readonly name: string;
  readonly shard: { readonly index: number; readonly count: number };
  /** The file of its snapshot. */
  readonly snapshot?: string;
}

/** The settings of a view on its own. */
export interface WatchSettings {
  readonly log: string;
  readonly cluster: string;
  readonly json: boolean;
}

/** A command with its settings. */
export type CommandLine =
  | { readonly command: 'run'; readonly settings: RunSettings }
  | { readonly command: 'leader'; readonly settings: LeaderSettings }
  | { readonly command: 'worker'; readonly settings: WorkerSettings }
  | { readonly command: 'watch'; readonly settings: WatchSettings };

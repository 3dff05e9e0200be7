import type { Shard } from '../../tasks/task.ts';
import type { FaultRates } from './faulty-log.ts';

/** The settings of one process of a cluster with faults. */
export interface MemberSettings {
  readonly role: 'leader' | 'worker' | 'learner';
  readonly name: string;
  readonly cluster: string;
  /** The address of the server, and the name of the log in it. */
  readonly servers: string;
  readonly stream: string;
  readonly shard: Shard;
  /** The file of its snapshot. */
  readonly file: string;
  /** The faults in the entries that it writes and reads. */
  readonly rates?: FaultRates | undefined;
  readonly seed: number;
  /** True for a clock that jumps. */
  readonly clock: boolean;
}

import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { Status } from './status.ts';

/** What {@link spoken} tells people with. */
export interface SpokenOptions {
  readonly cluster: string;
  /** The number of rounds of the run. */
  readonly rounds: number;
  readonly say: (text: string) => void;
}

/** Passes statuses on, and says in a line when a process begins something else. */
export function spoken({ cluster, rounds, say }: SpokenOptions): MonoTypeOperatorFunction<Status> {
  const lines: Readonly<Partial<Record<Status['state'], string>>> = {
    candidate: `waits until it leads '${cluster}' and workers answer`,
    leading: 'leads',
    learning: 'learns',
    ended: `the run ended after round ${rounds}`,
  };
  return status$ =>
    defer(() => {
      let last: Status['state'] | undefined;
      return status$.pipe(
        tap(({ name, state }) => {
          const line = lines[state];
          if (state !== last && line !== undefined) say(`${name}: ${line}`);
          last = state;
        }),
      );
    });
}

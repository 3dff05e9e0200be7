import { checkName } from '@thalweg/log/engine';
import type { Log } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import { Candidacy } from './candidacy.ts';
import type { Reign } from './reign.ts';

/** Options of {@link elect}. */
export interface ElectOptions {
  /** The name of the candidate in messages and views. */
  readonly candidate: string;
  /** Milliseconds without a sign of the leader after which another one takes over, 2,000 by default. */
  readonly lease?: number;
}

/**
 * Emits who leads whenever that changes, and takes part: the candidate takes over if nobody leads, or if the leader gives no sign for
 * the time of a lease. It leads with a larger epoch than all before. Unsubscribing steps down.
 *
 * A leader gives signs by compare and set of the key `NAME.leader`, three in a lease. Each candidate counts its own timers, so clocks that
 * jump decide nothing. Two processes may both believe for a moment that they lead: what they write must carry the epoch, so
 * that the log or its readers drop what the older one writes.
 *
 * - **Throws** `LogError` for what is no name, `ContractError` for a lease that is no time
 * - **Stream errors** those of the log, except that it is unavailable: then it tries again; `LogError` with the reason `'damaged'` if
 *   something else has written the key
 *
 * @example
 * elect(log, 'digits', { candidate: 'a' }).subscribe(({ leader, epoch, mine }) => …);
 */
export function elect(log: Log, name: string, options: ElectOptions): Observable<Reign> {
  const { candidate, lease } = optionsOf('elect', options, { candidate: undefined, lease: 2000 });
  checkName('elect', 'key', `${name}.leader`);
  if (typeof candidate !== 'string' || candidate === '')
    throw new ContractError('elect', 'the candidate must have a name', printed(candidate), "Try { candidate: 'a' }.");
  if (!(lease > 0 && lease < 2 ** 31))
    throw new ContractError('elect', 'the lease must be milliseconds above 0', printed(lease), 'Try 2000.');
  return new Observable(subscriber => {
    const candidacy = new Candidacy(log, `${name}.leader`, { candidate, lease, subscriber });
    subscriber.add(() => candidacy.end());
    candidacy.begin();
  });
}

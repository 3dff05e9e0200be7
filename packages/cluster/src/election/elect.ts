import { checkName, checkSeal } from '@thalweg/log/engine';
import type { Log, SealOptions } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import { Candidacy } from './candidacy.ts';
import type { Reign } from './reign.ts';
import { LONGEST_NAME } from './sign.ts';

/** Options of {@link elect}. */
export interface ElectOptions {
  /** The name of the candidate in messages and views. */
  readonly candidate: string;
  /** Milliseconds without a sign of the leader after which another one takes over, 2,000 by default. */
  readonly lease?: number;
  /**
   * Seals the signs with a key that all candidates have, for a log that others can write: what they write into the key of the
   * election is overwritten. A candidate that finds no sign with the seal for a whole lease fails, as it does not know the epoch.
   */
  readonly seal?: SealOptions | undefined;
}

/**
 * Emits who leads whenever that changes, and takes part: the candidate takes over if nobody leads, or if the leader gives no sign for
 * the time of a lease. It leads with a larger epoch than all before. Unsubscribing steps down.
 *
 * A leader gives signs by compare and set of the key `NAME.leader`, three in a lease. Each candidate counts its own timers, so clocks that
 * jump decide nothing. A leader that is cut off from the log believes that it leads until it is back, while another one does: what
 * they write must carry the epoch, so that the log or its readers drop what the older one writes.
 *
 * - **Throws** `LogError` for what is no name, `ContractError` for a lease that is no time
 * - **Stream errors** those of the log, except that a sign cannot be written because it is unavailable: a candidate tries again at each
 *   third of a lease, one request at a time, for as long as it is subscribed; `LogError` with the reason `'damaged'` if something else
 *   has written the key, or, with a seal, if that stays so for a lease. A sign whose epoch leaps is overwritten
 *
 * @example
 * elect(log, 'digits', { candidate: 'a' }).subscribe(({ leader, epoch, mine }) => …);
 */
export function elect(log: Log, name: string, options: ElectOptions): Observable<Reign> {
  const { candidate, lease, seal } = optionsOf('elect', options, {
    candidate: undefined,
    lease: 2000,
    seal: undefined,
  });
  const checked = checkSeal('elect', seal);
  checkName('elect', 'key', `${name}.leader`);
  if (typeof candidate !== 'string' || candidate === '' || candidate.length > LONGEST_NAME)
    throw new ContractError(
      'elect',
      'the candidate must have a name of 1 to 1,000 characters',
      typeof candidate === 'string' ? `${candidate.length} characters` : printed(candidate),
      "Try { candidate: 'a' }.",
    );
  if (!(lease > 0 && lease < 2 ** 31))
    throw new ContractError('elect', 'the lease must be milliseconds above 0', printed(lease), 'Try 2000.');
  return new Observable(subscriber => {
    const candidacy = new Candidacy(log, `${name}.leader`, { candidate, lease, seal: checked, subscriber });
    subscriber.add(() => candidacy.end());
    candidacy.begin();
  });
}

import { type Log, LogError, type SealOptions } from '@thalweg/log';
import { checkName, checkSeal } from '@thalweg/log/engine';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { defer, interval, map, Observable, retry, type Subscriber } from 'rxjs';
import { randomName } from './random-name.ts';
import type { Reign } from './reign.ts';
import { hasPlace, LONGEST_NAME, mayComeAfter, noNext, noSign, type Sign, SignCodec } from './sign.ts';

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
 * Takes part in an election, and emits the leader whenever it changes. The candidate takes over if nobody leads, or if the
 * leader gives no sign for the time of a lease. It leads with a larger epoch than all before. Unsubscribing steps down.
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

/** The signs of a leader in a lease. */
const BEATS = 3;

/** The times that a damaged sign is read again, in case it was damaged on the way. */
const AGAIN = 2;

/** Takes part in an election, for one subscriber. */
class Candidacy {
  readonly #log: Log;
  readonly #key: string;
  readonly #candidate: string;
  readonly #lease: number;
  readonly #subscriber: Subscriber<Reign>;
  readonly #process = randomName();
  readonly #signs: SignCodec;
  readonly #sealed: boolean;
  /** The last sign, and its version. */
  #sign: Sign = { epoch: 0, process: '', beat: 0 };
  #version = 0;
  /** The version that was there when this process began. */
  #inherited: number | undefined;
  /** Ticks since the last sign. They are counted, not measured: a candidate that was stopped has not waited. */
  #silent = 0;
  #writing = false;

  constructor(
    log: Log,
    key: string,
    options: {
      readonly candidate: string;
      readonly lease: number;
      readonly seal: SealOptions | undefined;
      readonly subscriber: Subscriber<Reign>;
    },
  ) {
    this.#log = log;
    this.#key = key;
    this.#candidate = options.candidate;
    this.#lease = options.lease;
    this.#subscriber = options.subscriber;
    this.#signs = new SignCodec(key, options.seal);
    this.#sealed = options.seal !== undefined;
  }

  begin(): void {
    this.#subscriber.add(interval(this.#lease / BEATS).subscribe(() => this.#tick()));
    const signs$ = defer(() => this.#log.watch(this.#key)).pipe(
      map(({ version, bytes }) => ({ version, sign: this.#signs.decode(bytes) })),
      retry({ count: AGAIN, resetOnSuccess: true }),
    );
    this.#subscriber.add(
      signs$.subscribe({
        next: one => this.#see(one),
        error: (error: unknown) => this.#subscriber.error(error),
      }),
    );
    // Succeeds if nobody ever led.
    if (this.#version === 0 && !this.#subscriber.closed) this.#takeOver();
  }

  /** Steps down, so that another one need not wait for the end of the lease. */
  end(): void {
    const { epoch, beat } = this.#sign;
    const last = { epoch, beat: beat + 1, process: this.#process };
    if (!this.#leads || !hasPlace(last)) return;
    this.#log.swap(this.#key, this.#version, this.#signs.encode(last)).catch(() => {});
  }

  get #leads(): boolean {
    return this.#sign.process === this.#process && this.#sign.leader !== undefined;
  }

  #see({ version, sign }: { readonly version: number; readonly sign: Sign | undefined }): void {
    if (version <= this.#version || this.#subscriber.closed) return;
    // What no candidate can have written, or somebody without the key of the seal, is overwritten by the next sign.
    if (sign === undefined || !mayComeAfter(sign, this.#sign) || (this.#sealed && !isNewer(sign, this.#sign)))
      this.#version = version;
    else this.#note(version, sign);
    if (this.#isVacant) this.#takeOver();
  }

  /** True if others have written the key before this candidate saw a sign, so that it does not know the last epoch. */
  get #isLost(): boolean {
    return this.#version > 0 && this.#sign.epoch === 0;
  }

  /** True if nobody leads, or if this is the leader after a restart. */
  get #isVacant(): boolean {
    if (this.#isLost) return false;
    const { leader } = this.#sign;
    return leader === undefined || (leader === this.#candidate && this.#version === this.#inherited && !this.#leads);
  }

  #note(version: number, sign: Sign): void {
    const before = this.#sign;
    this.#inherited ??= version;
    this.#version = version;
    this.#sign = sign;
    this.#silent = 0;
    const { leader, epoch, process } = sign;
    if (leader === before.leader && epoch === before.epoch && process === before.process) return;
    this.#subscriber.next({ leader, epoch, mine: this.#leads });
  }

  #tick(): void {
    if (this.#leads) {
      const { leader, epoch, beat } = this.#sign;
      void this.#write({ leader, epoch, beat: beat + 1, process: this.#process });
    } else if (this.#isVacant || ++this.#silent > BEATS) {
      if (this.#isLost) this.#subscriber.error(noSign());
      else this.#takeOver();
    }
  }

  #takeOver(): void {
    void this.#write({ leader: this.#candidate, epoch: this.#sign.epoch + 1, beat: 1, process: this.#process });
  }

  /** Writes a sign, unless another one comes first. What is written comes back by the watch too. */
  async #write(sign: Sign): Promise<void> {
    if (this.#writing) return;
    if (!hasPlace(sign)) return this.#subscriber.error(noNext(sign));
    this.#writing = true;
    const before = this.#version;
    try {
      const version = await this.#log.swap(this.#key, before, this.#signs.encode(sign));
      if (version !== undefined && version > this.#version && !this.#subscriber.closed) this.#note(version, sign);
    } catch (error) {
      if (!(error instanceof LogError && error.reason === 'unavailable')) this.#subscriber.error(error);
    } finally {
      this.#writing = false;
    }
    // What came while this was written could not be answered.
    if (this.#version !== before && this.#isVacant && !this.#subscriber.closed) this.#takeOver();
  }
}

/** True for a sign that a candidate wrote after another one. */
function isNewer(sign: Sign, before: Sign): boolean {
  return sign.epoch > before.epoch || (sign.epoch === before.epoch && sign.beat > before.beat);
}

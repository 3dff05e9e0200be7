import { jsonCodec, type Log, LogError, type SealOptions } from '@thalweg/log';
import { checkName, checkSeal, LARGEST_EPOCH, mayFollow, Opener, Sealer } from '@thalweg/log/engine';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { defer, interval, map, Observable, retry, type Subscriber } from 'rxjs';
import {
  type GenericSchema,
  integer,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  object,
  optional,
  pipe,
  safeParse,
  string,
} from 'valibot';
import type { LeaderTerm } from './leader-term.ts';
import { randomName } from './random-name.ts';

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
export function elect(log: Log, name: string, options: ElectOptions): Observable<LeaderTerm> {
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
  readonly #subscriber: Subscriber<LeaderTerm>;
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
      readonly subscriber: Subscriber<LeaderTerm>;
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
    if (!this.#leads || !isInRange(last)) return;
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
    if (!isInRange(sign)) return this.#subscriber.error(noNext(sign));
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

/** The value of the key of an election. */
interface Sign {
  /** Missing once the leader has stepped down. */
  readonly leader?: string | undefined;
  readonly epoch: number;
  /** Tells the process apart from another one with the same name. */
  readonly process: string;
  /** Counts the signs of a term. */
  readonly beat: number;
}

/** The longest name of a candidate, in characters. */
const LONGEST_NAME = 1000;

/** The largest beat: far from 2⁵³, so that there is always a next one. */
const LARGEST_BEAT = 2 ** 52;

/** The most beats by which a sign may exceed the last one of its term: a candidate sees nearly each, and 2³² take decades. */
const LARGEST_PAUSE = 2 ** 32;

/** The bytes of the longest sign: its names in characters that JSON escapes, and its numbers. */
const LONGEST_SIGN = 16_384;

const text = /* @__PURE__ */ pipe(string(), maxLength(LONGEST_NAME));

const whole = /* @__PURE__ */ pipe(number(), integer(), minValue(1));

const schema = /* @__PURE__ */ object({
  leader: optional(pipe(text, minLength(1))),
  // There must be a next one.
  epoch: pipe(whole, maxValue(LARGEST_EPOCH - 1)),
  process: text,
  beat: pipe(whole, maxValue(LARGEST_BEAT)),
}) as GenericSchema<unknown, Sign>;

const codec = /* @__PURE__ */ jsonCodec<unknown>();

/** Signs as the bytes of a key: JSON, which a seal with a key may cover. */
class SignCodec {
  readonly #key: string;
  readonly #seal: SealOptions | undefined;
  readonly #opener: Opener | undefined;

  constructor(key: string, seal: SealOptions | undefined) {
    this.#key = key;
    this.#seal = seal;
    this.#opener = seal && new Opener(key, seal);
  }

  encode(sign: Sign): Uint8Array {
    const json = codec.encode(sign);
    return this.#seal === undefined
      ? json
      : new Sealer(this.#key, 'candidate', sign.epoch, this.#seal).seal(sign.beat, json);
  }

  /**
   * Reads a sign. With a seal, it returns `undefined` for what somebody without the key wrote.
   *
   * - **Throws** {@link LogError} with the reason `'damaged'` for bytes that are none, without a seal
   */
  decode(bytes: Uint8Array): Sign | undefined {
    const json = this.#opener === undefined ? bytes : this.#opener.open(bytes)?.body;
    const sign = json && signIn(json);
    if (sign !== undefined || this.#opener !== undefined) return sign;
    throw noSign(bytes.length);
  }
}

/**
 * True for a sign that a candidate may have written after another one that it saw. An epoch or a beat that leaps comes from
 * somebody else. After none, whose epoch is 0, it may be any.
 */
function mayComeAfter(sign: Sign, before: Sign): boolean {
  return (
    mayFollow(before.epoch, sign.epoch) && (sign.epoch !== before.epoch || sign.beat <= before.beat + LARGEST_PAUSE)
  );
}

/** True for a sign whose numbers other candidates accept. */
function isInRange({ epoch, beat }: Sign): boolean {
  return epoch < LARGEST_EPOCH && beat <= LARGEST_BEAT;
}

/** The error for an election whose numbers have come to their end, which no candidate brings about. */
function noNext({ epoch, beat }: Sign): LogError {
  return new LogError(
    'damaged',
    'elect',
    'the last sign of an election must have room for a next one',
    `epoch ${epoch} and beat ${beat} as next ones`,
    'Somebody else has written the key: give the run another name, and a seal.',
  );
}

/** The error for a key that holds no sign. */
function noSign(length?: number): LogError {
  return new LogError(
    'damaged',
    'elect',
    'the key of an election must have the sign of a candidate',
    length === undefined ? 'other bytes for a whole lease' : `${length} other bytes`,
    'Give the run another name, and let nothing else write its keys.',
  );
}

function signIn(bytes: Uint8Array): Sign | undefined {
  if (bytes.length > LONGEST_SIGN) return undefined;
  try {
    const { success, output } = safeParse(schema, codec.decode(bytes), { abortEarly: true });
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}

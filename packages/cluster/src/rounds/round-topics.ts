import { DataError } from '@thalweg/data';
import { type Codec, type Log, type Message, readTopic, type SealOptions, topic, type Topic } from '@thalweg/log';
import { decodeSafetensors, encodeSafetensors, type Tensor } from '@thalweg/tensor';
import { misfitOf, parseJson } from '@thalweg/tensor/engine';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from '@thalweg/train';
import { catchError, EMPTY, filter, firstValueFrom, lastValueFrom, type Subscription, take } from 'rxjs';
import {
  array,
  type GenericSchema,
  integer,
  literal,
  maxLength,
  maxValue,
  minValue,
  number,
  object,
  optional,
  pipe,
  safeParse,
  string,
  variant,
} from 'valibot';
import { modelPublisher, type ModelPublisher } from '../models/model-publisher.ts';
import { type Delta, deltaCodec } from './delta.ts';
import { whileUnavailable } from './waiting.ts';

/** The topics of a run of rounds. */
export interface RoundTopics {
  /** The work of the workers: `NAME.deltas`. */
  readonly deltas: Topic<Delta>;
  /** The decisions of the leaders: `NAME.rounds`. */
  readonly rounds: Topic<Decision>;
  /** States of runs, from which a leader that takes over need not fold all rounds again: `NAME.states`. */
  readonly states: Topic<Snapshot>;
}

/** Returns the topics of a run. Throws `LogError` for what is no name. */
export function roundTopics(name: string, seal?: SealOptions): RoundTopics {
  return {
    deltas: topic(`${name}.deltas`, deltaCodec, { seal }),
    rounds: topic(`${name}.rounds`, decisionCodec, { seal }),
    states: topic(
      `${name}.states`,
      { encode: snapshot => encodeSnapshot(snapshot), decode: bytes => decodeSnapshot(bytes) },
      { seal },
    ),
  };
}

/** A message of a run: what a worker has done, or what a leader has decided. */
export type RoundMessage =
  | (Message<Delta> & { readonly name: 'deltas' })
  | (Message<Decision> & { readonly name: 'rounds' });

/** A decision of a leader. The epoch of its message is that of the leader. */
export type Decision =
  /** A leader begins: whatever earlier ones decide after this does not count. */
  | { readonly kind: 'begin'; readonly leader: string }
  /** The run starts from these weights. The first such decision counts, and its random id is that of the run. */
  | { readonly kind: 'start'; readonly weights: Readonly<Record<string, Tensor>>; readonly run?: string }
  /** A round closes with these deltas, by their sequences in the order of the log. */
  | { readonly kind: 'close'; readonly round: number; readonly deltas: readonly number[]; readonly missing: number }
  /** The state of the run was kept as an entry of the topic of states. A leader that takes over begins with it. */
  | { readonly kind: 'state'; readonly sequence: number };

/** The workers of a round: so many have a producer each, and the deltas of a decision are theirs. */
const MOST_DELTAS = 65_536;

/** The longest name of a leader or id of a run, in characters. */
const LONGEST_NAME = 1000;

const whole = /* @__PURE__ */ pipe(number(), integer(), minValue(1), maxValue(Number.MAX_SAFE_INTEGER));

const name = /* @__PURE__ */ pipe(string(), maxLength(LONGEST_NAME));

/** A decision without the weights of a start. */
type Told = Exclude<Decision, { kind: 'start' }> | { readonly kind: 'start'; readonly run?: string | undefined };

const schema = /* @__PURE__ */ variant('kind', [
  object({ kind: literal('begin'), leader: name }),
  object({ kind: literal('start'), run: optional(name) }),
  object({
    kind: literal('close'),
    round: whole,
    deltas: pipe(array(whole), maxLength(MOST_DELTAS)),
    missing: pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER)),
  }),
  object({ kind: literal('state'), sequence: whole }),
]) as GenericSchema<unknown, Told>;

/** Decisions as safetensors files: JSON in the metadata, and the weights of a start as tensors. */
export const decisionCodec: Codec<Decision> = {
  encode(decision) {
    const { weights = {}, ...rest } = decision as Extract<Decision, { kind: 'start' }>;
    return encodeSafetensors(weights, { decision: JSON.stringify(rest) });
  },
  decode(bytes) {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const { issues, output } = safeParse(schema, toldIn(metadata['decision']), { abortEarly: true });
    const misfit = misfitOf(issues);
    if (misfit !== undefined)
      throw new DataError(
        'decisionCodec',
        `a decision must have ${misfit.expected}${misfit.path === '' ? '' : ` as ${misfit.path}`}`,
        misfit.given,
        'Write it with leadRounds.',
      );
    const told = output as Told;
    return told.kind === 'start' ? ({ ...told, weights: tensors } as Decision) : told;
  },
};

function toldIn(text: string | undefined): unknown {
  try {
    return parseJson(text ?? '');
  } catch {
    return undefined;
  }
}

/** Returns the newest state of a run that the log has; `undefined` if there is none that can be read. */
export async function latestState(log: Log, { rounds, states }: RoundTopics): Promise<Snapshot | undefined> {
  const sequences: number[] = [];
  await lastValueFrom(
    readTopic(log, rounds, { until: 'end', onDamaged: 'skip' }).pipe(
      filter(({ value }) => {
        if (value.kind === 'state') sequences.push(value.sequence);
        return false;
      }),
    ),
    { defaultValue: undefined },
  );
  for (const sequence of sequences.reverse()) {
    const offset = { sequence: sequence - 1, topics: {} };
    const found = await firstValueFrom(
      readTopic(log, states, { offset, until: 'end' }).pipe(
        take(1),
        filter(message => message.sequence === sequence),
        // A state that is gone or damaged follows from an older one, or from the start.
        catchError(() => EMPTY),
      ),
      { defaultValue: undefined },
    );
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** Options of {@link RoundPublisher}. */
interface RoundPublisherOptions {
  readonly log: Log;
  readonly name: string;
  readonly epoch: number;
  readonly seal: SealOptions | undefined;
  /** Publishing ends with it. */
  readonly run: Subscription;
}

/** Publishes the model of a run: one version at a time, of those that wait only the newest. */
export class RoundPublisher {
  readonly #publisher: ModelPublisher;
  readonly #run: Subscription;
  #going: Promise<void> | undefined;
  #waiting = false;

  constructor({ log, name, epoch, seal, run }: RoundPublisherOptions) {
    this.#publisher = modelPublisher(log, name, { epoch, seal, verify: true });
    this.#run = run;
  }

  /** Publishes what a function returns when its turn comes. Fulfils when nothing waits any more. */
  publish(model: () => Snapshot): Promise<void> {
    this.#waiting = true;
    return (this.#going ??= this.#publishAll(model));
  }

  async #publishAll(model: () => Snapshot): Promise<void> {
    try {
      while (this.#waiting && !this.#run.closed) {
        this.#waiting = false;
        const taken = model();
        const { outcome } = await whileUnavailable(this.#run, () => this.#publisher.publish(taken));
        // An earlier leader came first. From this version on, it is refused.
        if (outcome === 'superseded') this.#waiting = true;
      }
    } finally {
      this.#going = undefined;
    }
  }
}

import { DataError } from '@thalweg/data';
import type { Codec } from '@thalweg/log';
import { decodeSafetensors, encodeSafetensors } from '@thalweg/tensor';
import { misfitOf, parseJson } from '@thalweg/tensor/engine';
import {
  array,
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
  type GenericSchema,
} from 'valibot';
import type { Decision } from './decision.ts';

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

import { DataError } from '@thalweg/data';
import type { Codec } from '@thalweg/log';
import { decodeSafetensors, encodeSafetensors } from '@thalweg/tensor';
import { parseJson } from '@thalweg/tensor/engine';
import type { EdgeMessage } from './split-edge.ts';

/** Messages over an edge as bytes: safetensors, with the number of the step, the loss and the key in the metadata. */
export const edgeCodec: Codec<EdgeMessage> = {
  encode({ step, tensors, loss, key }) {
    return encodeSafetensors(tensors, {
      step: String(step),
      ...(loss === undefined ? {} : { loss: String(loss) }),
      ...(key === undefined ? {} : { key: JSON.stringify(key) }),
    });
  },
  decode(bytes) {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const step = Number(metadata['step']);
    if (!Number.isSafeInteger(step) || step < 1)
      throw refusal('a message must have the number of its step', String(metadata['step']));
    const { loss, key } = metadata;
    if (loss !== undefined && loss.length > LONGEST_LOSS) throw refusal('a loss must be a number', loss);
    return {
      step,
      tensors,
      loss: loss === undefined ? undefined : Number(loss),
      key: key === undefined ? undefined : keyIn(key),
    };
  },
};

/** The longest text of a loss: a number has 24 characters. */
const LONGEST_LOSS = 64;
/** The most examples that a key may tell apart. */
const MOST_EXAMPLES = 2 ** 24;

function keyIn(text: string): EdgeMessage['key'] {
  let key: unknown;
  try {
    key = parseJson(text);
  } catch {
    key = undefined;
  }
  if (Array.isArray(key) && key.length <= MOST_EXAMPLES && key.every(one => isName(one)))
    return key as EdgeMessage['key'];
  throw refusal('a key must be a list of numbers or texts', text);
}

function isName(one: unknown): boolean {
  return typeof one === 'string' || typeof one === 'number';
}

function refusal(requirement: string, given: string): DataError {
  const shown = given.length <= 80 ? given : `${given.slice(0, 80)}…`;
  return new DataError('edge', requirement, shown, 'Let nothing but the two halves write to the edge.');
}

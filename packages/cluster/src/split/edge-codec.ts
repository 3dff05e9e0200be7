import { DataError } from '@thalweg/data';
import type { Codec } from '@thalweg/log';
import { decodeSafetensors, encodeSafetensors } from '@thalweg/tensor';
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
      throw new DataError(
        'edge',
        'a message must have the number of its step',
        String(metadata['step']),
        'Let nothing but the two halves write to the edge.',
      );
    const { loss, key } = metadata;
    return {
      step,
      tensors,
      loss: loss === undefined ? undefined : Number(loss),
      key: key === undefined ? undefined : (JSON.parse(key) as EdgeMessage['key']),
    };
  },
};

import type { Codec } from '@thalweg/log';
import { decodeSafetensors, encodeSafetensors } from '@thalweg/tensor';
import type { Decision } from './decision.ts';

/** Decisions as safetensors files: JSON in the metadata, and the weights of a start as tensors. */
export const decisionCodec: Codec<Decision> = {
  encode(decision) {
    const { weights = {}, ...rest } = decision as Extract<Decision, { kind: 'start' }>;
    return encodeSafetensors(weights, { decision: JSON.stringify(rest) });
  },
  decode(bytes) {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const rest = JSON.parse(metadata['decision'] ?? '') as Decision;
    return rest.kind === 'start' ? { ...rest, weights: tensors } : rest;
  },
};

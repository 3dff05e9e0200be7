import { GraphError, Node } from '@thalweg/graph';
import { printed } from '@thalweg/tensor/engine';
import type { ModelParts } from './model-parts.ts';

/** Returns the outputs of a model by name; a single node is the output `prediction`. */
export function outputsOf(subject: string, parts: ModelParts): Readonly<Record<string, Node>> {
  const given: unknown = 'outputs' in parts ? parts.outputs : (parts as { readonly prediction?: unknown }).prediction;
  const outputs: unknown = given instanceof Node ? { prediction: given } : given;
  const isRecord = typeof outputs === 'object' && outputs !== null;
  const wrong: unknown = isRecord ? Object.values(outputs).find(node => !(node instanceof Node)) : outputs;
  if (!isRecord || wrong !== undefined || Object.keys(outputs).length === 0)
    throw new GraphError(subject, 'prediction must be a node, or several by name', printed(wrong ?? outputs), 'Try { prediction: softmax(logits) }.'); // prettier-ignore
  return outputs as Readonly<Record<string, Node>>;
}

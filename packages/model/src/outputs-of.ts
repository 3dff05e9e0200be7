import { GraphError, Node } from '@thalweg/graph';
import { oneOf, printed } from '@thalweg/tensor/engine';
import type { ModelParts } from './model-parts.ts';

/** The names that a model to save may have; a loaded one has more. */
const NAMES = ['prediction', 'outputs', 'preprocessing', 'description', 'units', 'figures', 'ranges'];

/**
 * Returns the outputs of a model by name; a single node is the output `prediction`.
 *
 * - **Throws** `GraphError` for what is no node, `ContractError` for a name that no model has
 */
export function outputsOf(subject: string, parts: ModelParts): Readonly<Record<string, Node>> {
  if (printed(parts) === 'Object')
    for (const name of Object.keys(parts)) oneOf(subject, name, NAMES, 'a part of a model');
  const given: unknown = 'outputs' in parts ? parts.outputs : (parts as { readonly prediction?: unknown }).prediction;
  const outputs: unknown = given instanceof Node ? { prediction: given } : given;
  const isRecord = typeof outputs === 'object' && outputs !== null;
  const wrong: unknown = isRecord ? Object.values(outputs).find(node => !(node instanceof Node)) : outputs;
  if (!isRecord || wrong !== undefined || Object.keys(outputs).length === 0)
    throw new GraphError(subject, 'prediction must be a node, or several by name', printed(wrong ?? outputs), 'Try { prediction: softmax(logits) }.'); // prettier-ignore
  return outputs as Readonly<Record<string, Node>>;
}

import { GraphError, Node } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { oneOf, printed } from '@thalweg/tensor/engine';
import type { ModelNotes, ModelParts } from './model-parts.ts';

/** Returns what was said about a model. Throws `ContractError` for what is no text, or no record of texts or numbers. */
export function checkedNotes(subject: string, { description, units, figures, ranges }: ModelNotes): ModelNotes {
  if (description !== undefined) check(subject, 'description', [description], 'string');
  if (units !== undefined) check(subject, 'units', valuesOf(subject, 'units', units), 'string');
  if (figures !== undefined) check(subject, 'figures', valuesOf(subject, 'figures', figures), 'number');
  if (ranges !== undefined && !valuesOf(subject, 'ranges', ranges).every(isRange))
    throw new ContractError(subject, 'each of ranges must be { min, max }', printed(ranges), 'Check its values.');
  return {
    ...(description !== undefined && { description }),
    ...(units !== undefined && { units }),
    ...(figures !== undefined && { figures }),
    ...(ranges !== undefined && { ranges }),
  };
}

function valuesOf(subject: string, field: string, record: unknown): unknown[] {
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) return Object.values(record);
  throw new ContractError(subject, `${field} must be a record`, printed(record), `Try { ${field}: { … } }.`);
}

function check(subject: string, field: string, values: readonly unknown[], type: string): void {
  const wrong = values.find(value => typeof value !== type);
  if (wrong !== undefined)
    throw new ContractError(subject, `${field} must have a ${type} for each name`, printed(wrong), 'Check its values.');
}

function isRange(range: unknown): boolean {
  if (typeof range !== 'object' || range === null) return false;
  const { min, max } = range as Record<string, unknown>;
  return typeof min === 'number' && typeof max === 'number';
}

/** Throws `ContractError` for a unit of what is neither an input nor an output. With preprocessing, raw fields may have units too. */
export function checkUnits(subject: string, { units, preprocessing }: ModelParts, names: readonly string[]): void {
  if (preprocessing !== undefined) return;
  for (const name of Object.keys(units ?? {})) oneOf(`${subject}: units`, name, names, 'an input or an output');
}

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

/** The version of the description of a model in its file. */
export const MODEL_VERSION = 1;

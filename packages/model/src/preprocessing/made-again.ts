import { ContractError } from '@thalweg/tensor';
import { printed, suggestion } from '@thalweg/tensor/engine';
import { StateError, type Json } from '@thalweg/train';
import type { Preprocessing, PreprocessingTable } from './preprocessing.ts';
import { PreprocessingSteps } from './preprocessing-steps.ts';
import { isPreprocessing } from './steps-of.ts';

/** The key of an argument that is the result of a call. */
const CALL = '$call';

/** The most steps, and the most levels of calls and lists within an argument. */
const MOST = 100;

/**
 * Returns the steps that a description has, made by the functions of a table, and without a state. The functions check
 * their arguments themselves.
 *
 * - **Throws** `StateError` for what is no description; `ContractError` for a function that the table lacks, for one that makes
 *   no preprocessing, and for arguments that a function refuses
 */
export function madeAgain(description: Json | undefined, table: PreprocessingTable): PreprocessingSteps {
  const calls: readonly Json[] = Array.isArray(description) ? (description as readonly Json[]) : refuse(description);
  if (calls.length > MOST) throw damaged(`preprocessing must have at most ${MOST} steps`, String(calls.length));
  return new PreprocessingSteps(calls.map(call => stepOf(call, table)));
}

function stepOf(call: Json, table: PreprocessingTable): Preprocessing {
  const { kind, arguments: given } = fieldsOf(call);
  const made = called(kind, given, table, 0);
  if (isPreprocessing(made)) return made;
  throw new ContractError(
    `preprocessing: ${kind as string}`,
    'the function of the table must return preprocessing',
    printed(made),
    'Give the function that made it, such as { columnTransformer: columnTransformerOf(allTransforms) }.',
  );
}

/** Calls a function of the table. */
function called(kind: Json | undefined, given: Json | undefined, table: PreprocessingTable, level: number): unknown {
  if (typeof kind !== 'string' || !Array.isArray(given)) return refuse({ kind: kind ?? null });
  const make = Object.hasOwn(table, kind) ? table[kind] : undefined;
  if (typeof make !== 'function')
    throw new ContractError(
      'preprocessing',
      'the table must have each function that the model was preprocessed by',
      `none of the name ${printed(kind).slice(0, 80)}`,
      adviceOn(kind, Object.keys(table)),
    );
  return (make as (...given: unknown[]) => unknown)(...given.map(value => meant(value as Json, table, level + 1)));
}

/** Returns an argument, with the results of the calls in it. */
function meant(value: Json, table: PreprocessingTable, level: number): unknown {
  if (level > MOST) throw damaged(`arguments must have at most ${MOST} levels`, 'more');
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) throw damaged('arguments must be plain JSON', printed(value));
  if (Array.isArray(value)) return value.map(item => meant(item as Json, table, level + 1));
  const fields = value as Readonly<Record<string, Json>>;
  if (Object.hasOwn(fields, CALL)) return called(fields[CALL], fields['arguments'], table, level);
  return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, meant(item, table, level + 1)]));
}

function adviceOn(kind: string, names: readonly string[]): string {
  return names.length === 0 ? 'Give it: { preprocessing: { … } }.' : suggestion(kind, names);
}

function fieldsOf(call: Json): Readonly<Record<string, Json | undefined>> {
  if (typeof call === 'object' && call !== null && !Array.isArray(call)) return call as Readonly<Record<string, Json>>;
  return refuse(call);
}

function refuse(given: Json | undefined): never {
  const shown = JSON.stringify(given ?? null).slice(0, 80);
  throw damaged('preprocessing must be a list of calls { kind, arguments }', shown);
}

function damaged(requirement: string, given: string): StateError {
  return new StateError('preprocessing', requirement, given, 'The file is damaged: use another copy.');
}

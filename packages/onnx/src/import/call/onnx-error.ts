import { DataError } from '@thalweg/tensor/engine';
import { type Advice, adviceFor } from './advice.ts';
import type { OnnxProblem } from './onnx-problem.ts';

type OnnxErrorOptions = ErrorOptions & Advice;

/** The error of a model that cannot be imported; it names everything that prevents that. */
export class OnnxError extends DataError {
  /** Everything that cannot be imported, in the order of the file. */
  readonly problems: readonly OnnxProblem[];

  constructor(problems: readonly OnnxProblem[], { shapes, before = [], ...options }: OnnxErrorOptions = {}) {
    super('importOnnx', requirementOf(problems), listed(problems), adviceFor(problems, { shapes, before }), options);
    this.problems = problems;
  }
}

/** So many places are listed for one problem. */
const PLACES = 20;

function requirementOf(problems: readonly OnnxProblem[]): string {
  if (problems.every(({ kind }) => kind === 'file')) return 'the file must be a whole ONNX model';
  if (problems.every(({ kind }) => kind === 'limit')) return 'the model must keep within the limits';
  if (problems.every(({ kind }) => kind === 'shape'))
    return 'axes that decide the form of the circuit must have fixed sizes';
  if (problems.every(({ kind }) => kind === 'value')) return 'inputs that decide the form of the circuit must be known';
  return 'the model must consist of what exists here';
}

/** Equal problems once, with all their places. */
function listed(problems: readonly OnnxProblem[]): string {
  const groups = new Map<string, string[]>();
  for (const { subject, reason, at } of problems) {
    const words = `${subject}: ${reason}`;
    const places = groups.get(words) ?? [];
    if (at !== undefined) places.push(at);
    groups.set(words, places);
  }
  return [...groups].map(([words, places]) => `${words}${placed(places)}`).join('; ');
}

function placed(places: readonly string[]): string {
  if (places.length === 0) return '';
  const more = places.length > PLACES ? ` and ${places.length - PLACES} more` : '';
  return ` (${places.slice(0, PLACES).join(', ')}${more})`;
}

import { DataError } from '@thalweg/tensor/engine';
import type { OnnxProblem } from './onnx-problem.ts';

/** What an error advises: shapes for inputs, as text, and tensors that can be built. */
interface Advice {
  readonly shapes?: string | undefined;
  readonly before?: readonly string[] | undefined;
}

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

/** So many tensors are advised. */
const TENSORS = 4;

type Advise = (subjects: readonly string[], advice: Advice) => string;

const ADVICE: Readonly<Record<OnnxProblem['kind'], Advise>> = {
  operator: (_, { before = [] }) => {
    const tensors = before.slice(0, TENSORS).map(name => `'${name}'`).join(', ');
    const others = 'Export the model with other operators, or pass the missing ones as { operators }';
    return tensors === '' ? `${others}.` : `${others}. Or end it before them, as { outputs: [${tensors}] }.`;
  },
  dtype: () => 'Convert the model to float32 before.',
  opset: () => 'Export it with opset 18.',
  external: ([file]) => `Pass the bytes of its files, as { files: { '${file}': bytes } }.`,
  value: ([name]) => `Pass their values, as { values: { ${keyOf(name!)}: … } }.`,
  shape: (_, { shapes }) => `Give the open axes sizes, as { shapes: ${shapes ?? '{ … }'} }.`,
  file: () => 'Export or download it again.',
  limit: () => 'If you trust it, pass larger ones, as { limits: { bytes: 2 ** 33 } }.',
}; // prettier-ignore

/** A name as the key of an object. */
export function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}

function adviceFor(problems: readonly OnnxProblem[], advice: Advice): string {
  const kinds = [...new Set(problems.map(({ kind }) => kind))];
  return kinds
    .map(kind => ADVICE[kind]([...new Set(problems.filter(one => one.kind === kind).map(one => one.subject))], advice))
    .join(' ');
}

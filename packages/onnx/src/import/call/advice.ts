import type { OnnxProblem } from './onnx-problem.ts';

/** The advice of an error: shapes for inputs, as text, and tensors that can be built. */
export interface Advice {
  readonly shapes?: string | undefined;
  readonly before?: readonly string[] | undefined;
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

/** Returns a name as the key of an object. */
export function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}

/** Returns what to try for problems. */
export function adviceFor(problems: readonly OnnxProblem[], advice: Advice): string {
  const kinds = [...new Set(problems.map(({ kind }) => kind))];
  return kinds
    .map(kind => ADVICE[kind]([...new Set(problems.filter(one => one.kind === kind).map(one => one.subject))], advice))
    .join(' ');
}

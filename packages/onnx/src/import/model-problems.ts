import { nearestName } from '@thalweg/tensor/engine';
import { TensorProto_DataLocation as Location, type GraphProto, type ModelProto, type TensorProto } from 'onnx-buf';
import { nodesAmong, nodesIn } from './nodes-in.ts';
import type { OnnxOperators } from './onnx-operator.ts';
import type { OnnxProblem } from './onnx-problem.ts';
import { operatorName } from './operator-name.ts';
import type { ReadModel } from './read-model.ts';
import { dtypeOfProto, nameOfDtype } from './tensor-of-proto.ts';

/** The latest version of each set of operators that is known. */
const LATEST: Readonly<Record<string, number>> = { '': 22, 'ai.onnx.ml': 5, 'ai.onnx.preview.training': 1 };

/** Returns the version of ONNX's own operators in a model. */
export function opsetOf({ opsetImport }: ModelProto): number {
  return Number(opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1);
}

/** Returns everything that does not exist here and that a look at the file shows: versions, operators, dtypes, external data. */
export function modelProblems(model: ReadModel, operators: OnnxOperators): OnnxProblem[] {
  const nodes = [...nodesIn(model.graph), ...nodesAmong(model.functions.flatMap(({ node }) => node))];
  const defined = new Set(model.functions.map(({ domain, name }) => operatorName({ domain, opType: name })));
  const [names, reasons] = [Object.keys(operators), new Map<string, string>()];
  return [
    ...versions(model),
    ...nodes.flatMap((node): OnnxProblem[] => {
      const subject = operatorName(node);
      if (defined.has(subject) || Object.hasOwn(operators, subject)) return [];
      const reason = reasons.get(subject) ?? unknownOperator(subject, names);
      reasons.set(subject, reason);
      return [{ kind: 'operator', subject, reason, at: node.name === '' ? (node.output[0] ?? '') : node.name }];
    }),
    ...[model.graph, ...nodes.flatMap(({ attribute }) => attribute.flatMap(({ g }) => g ?? []))].flatMap(stored),
    ...nodes.flatMap(({ attribute }) => attribute.flatMap(({ t }) => (t === undefined ? [] : tensorProblems(t)))),
    ...values(model.graph),
  ];
}

function unknownOperator(name: string, names: readonly string[]): string {
  const meant = nearestName(name, names);
  return `no such operator exists here${meant === undefined ? '' : `, the nearest name is ${meant}`}`;
}

function versions({ opsetImport }: ModelProto): OnnxProblem[] {
  return opsetImport.flatMap(({ domain, version }): OnnxProblem[] => {
    const latest = LATEST[domain === 'ai.onnx' ? '' : domain];
    if (latest === undefined || version <= latest) return [];
    return [{ kind: 'opset', subject: `opset ${version}`, reason: `the latest known one of ${domain || 'ai.onnx'} is ${latest}` }];
  });
} // prettier-ignore

function stored({ initializer, sparseInitializer }: GraphProto): OnnxProblem[] {
  const sparse = sparseInitializer.map(({ values }): OnnxProblem => ({ kind: 'dtype', subject: 'sparse tensor', reason: 'only dense ones exist here', at: values?.name ?? '' })); // prettier-ignore
  return [...initializer.flatMap(tensorProblems), ...sparse];
}

function tensorProblems({ name, dataType, dataLocation, externalData }: TensorProto): OnnxProblem[] {
  const at = name === '' ? {} : { at: name };
  if (dataLocation !== Location.EXTERNAL) return dtypeProblems(dataType, at);
  const file = externalData.find(({ key }) => key === 'location')?.value ?? 'another file';
  return [...dtypeProblems(dataType, at), { kind: 'external', subject: file, reason: 'data in another file', ...at }];
}

/** Inputs and outputs of the model. */
function values({ input, output }: GraphProto): OnnxProblem[] {
  return [...input, ...output].flatMap(({ name, type }): OnnxProblem[] => {
    if (type?.value.case === 'tensorType') return dtypeProblems(type.value.value.elemType, { at: name });
    if (type?.value.case === undefined) return [];
    return [{ kind: 'dtype', subject: name, reason: 'sequences, maps and optional values' }];
  });
}

function dtypeProblems(type: number, place: { readonly at?: string }): OnnxProblem[] {
  try {
    dtypeOfProto(type);
    return [];
  } catch (error) {
    return [{ kind: 'dtype', subject: nameOfDtype(type), reason: (error as { readonly reason: string }).reason, ...place }];
  }
} // prettier-ignore

import { nearestName } from '@thalweg/tensor/engine';
import type { GraphProto, ModelProto, TensorProto } from 'onnx-buf';
import type { OnnxOperators } from './call/onnx-operator.ts';
import type { OnnxProblem } from './call/onnx-problem.ts';
import { dtypeOfProto, nameOfDtype } from './call/tensor-of-proto.ts';
import { nodesAmong, nodesIn, operatorName, type ReadModel } from './read-model.ts';
import { storedTensors } from './stored-tensors.ts';

/** The latest version of each set of operators that is known. */
const LATEST: Readonly<Record<string, number>> = { '': 22, 'ai.onnx.ml': 5, 'ai.onnx.preview.training': 1 };

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
    ...storedTensors(model).flatMap(tensorProblems),
    ...[model.graph, ...nodes.flatMap(({ attribute }) => attribute.flatMap(({ g }) => g ?? []))].flatMap(sparse),
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

function sparse({ sparseInitializer }: GraphProto): OnnxProblem[] {
  return sparseInitializer.map(({ values }): OnnxProblem => ({ kind: 'dtype', subject: 'sparse tensor', reason: 'only dense ones exist here', at: values?.name ?? '' })); // prettier-ignore
}

function tensorProblems({ name, dataType }: TensorProto): OnnxProblem[] {
  return dtypeProblems(dataType, name === '' ? {} : { at: name });
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

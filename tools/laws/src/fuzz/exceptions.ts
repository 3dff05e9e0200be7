import type { Kind } from './kind.ts';

/**
 * Types of which a caller gives what an export returned, and does not write one: their parts must agree with each other.
 * Operators call their methods with what `initial()` returned, so nobody else does.
 */
export const protocols: readonly string[] = [
  'Accumulator',
  'BaselineRule',
  'ColumnTransform',
  'Detector',
  'Extremes',
  'JudgedRule',
  // The laws of logs test one that somebody writes.
  'Log',
  'Metric',
  'MetricStatistic',
  'Moments',
  'Progress',
  'PureStep',
  'Runner',
  'RunReader',
  'Statistic',
  'StatisticState',
  'Threads',
  'WasmRunner',
  'WindowStatistic',
  // What our own operations are described by; an operation of somebody else has a function.
  'AliasKernel',
  'ElementwiseKernel',
  'ModeKernel',
  'ViewKernel',
  // What operations are made of by `operation` and `elementwise`.
  'NodeOperation',
  'Reverse',
  'SparseRows',
];

/** True for a kind that a caller does not write. */
export function isProtocol(kind: Kind): boolean {
  if (kind.of !== 'object' && kind.of !== 'function') return false;
  // The loops of our own operations have no names, but all have this.
  const isLoop = kind.of === 'object' && kind.fields.some(({ name }) => name === 'bind');
  return isLoop || protocols.includes(kind.name);
}

/** Exports that are not called with arguments of the right type, and why. */
export const notCalled: Readonly<Record<string, string>> = {
  Node: 'its parts, a cell, a rule and inputs, must agree: operations and sources make it',
  FileDataset: 'csv and the other readers make it, with a reader that they know',
  TableDataset: 'parquet and arrow make it, with a reader that they know',
  Updates: 'its gradients and values must be of the same parameters: updatesOf makes it',
  natsLog: 'it connects to a server: tools/laws/src/logs starts one',
  Gradients: 'its backward pass must be of its parameters: gradients makes it',
};

/** Exports whose result may be NaN for finite numbers, and why. */
export const mayBeNaN: Readonly<Record<string, string>> = {
  log: 'of a number below 0, by IEEE 754',
  log1p: 'of a number below −1, by IEEE 754',
  log2: 'of a number below 0, by IEEE 754',
  log10: 'of a number below 0, by IEEE 754',
  sqrt: 'of a number below 0, by IEEE 754',
  asin: 'of a number beyond ±1, by IEEE 754',
  acos: 'of a number beyond ±1, by IEEE 754',
  acosh: 'of a number below 1, by IEEE 754',
  atanh: 'of a number beyond ±1, by IEEE 754',
  mod: 'of a division by 0, by IEEE 754',
  fmod: 'of a division by 0, by IEEE 754',
  pow: 'of a number below 0, by IEEE 754',
  div: '0/0 by IEEE 754',
  over: '0/0 by IEEE 754',
  klDivergence: 'of a negative probability that is computed',
  variance: 'of no more elements than the correction',
  std: 'of no more elements than the correction',
  progressive: 'a metric that is not defined yet',
  rolling: 'a metric that is not defined yet',
  decaying: 'a metric that is not defined yet',
  mergeMetrics: 'a metric that is not defined yet',
  mergeStatistics: 'a statistic of no numbers',
  computeMetric: 'a metric that is not defined yet',
  loadModel: 'a model whose parameters were NaN when it was saved, by a call before',
  readSnapshot: 'a validation whose metric was NaN when the run was saved',
};

const of = (kind: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map(name => [name, kind]));

/** What `@thalweg/online` exports to make parts of operators of: by name, what kind of thing it is. */
export const onlineParts: Readonly<Record<string, string>> = {
  ...of('a detector', ['adwin', 'ddm', 'eddm', 'hddmA', 'hddmW', 'kswin', 'pageHinkley']),
  ...of('a statistic', ['runningCount', 'runningMaximum', 'runningMean', 'runningMinimum', 'runningQuantile']),
  ...of('a statistic', ['runningSum', 'runningVariance', 'windowedQuantile', 'quantileSketch']),
  mergeStatistics: 'stateful, of merged states',
  ...of('what a statistic is taken of', ['allExtremes', 'allMoments', 'exponentialMoments']),
  ...of('what a statistic is taken of', ['windowedExtremes', 'windowedMoments']),
  ...of('a model', ['factorizationMachine', 'linearRegression', 'logisticRegression', 'matrixFactorization']),
  ...of('a model', ['bestOf', 'gaussianNaiveBayes', 'multinomialNaiveBayes', 'onlineKMeans', 'recursiveLeastSquares']),
  ...of('a model', ['passiveAggressive', 'poissonRegression', 'quantileRegression', 'softmaxRegression']),
  runningStandardization: 'a layer',
  sparse: 'an input of models',
}; // prettier-ignore

/** What else it exports that is no operator. */
export const onlineExceptions: Readonly<Record<string, string>> = {
  onlineNewton: 'an optimizer, whose row is among those of optimizers',
  ...of('a source', ['fromEventSource', 'fromWebSocket', 'paced']),
  allPreprocessing: 'a table of functions',
  KeptState: 'a class',
  withState: 'a function of an operator',
  murmur3: 'a function of bytes',
  detectionReport: 'a function of a detector',
  ...of('a function of seeds', ['shiftingBernoulli', 'shiftingNormal']),
  ...of('a source', ['agrawal', 'friedman', 'hyperplane', 'led', 'randomRbf', 'sea', 'waveform']),
};

import {
  confusionMatrixChart,
  group,
  importanceChart,
  lossChart,
  metricChart,
  note,
  report,
  residualChart,
  type Run,
  type RunRecord,
} from '@thalweg/report';
import { fillUniform, key, tensor } from '@thalweg/tensor';

const LONG = 'a name that is far too long to fit anywhere, with_one_word_that_cannot_be_broken_at_all_by_a_browser';

/** Returns a report with every kind of section, and with values that are hard to draw. */
export function sampleReport(): string {
  return report({
    title: 'Flights that land late',
    lead: 'Will a flight land more than 15 minutes late? <b>300,000</b> flights, January to July 2001.',
    runs: { logistic: run(3000, 1), 'a network with embeddings': run(9000, 2) },
    sections: [
      errors(),
      hard(),
      note('Labels arrive when a flight has landed.\n\nSo they are late.', { title: 'Notes' }),
    ],
  });
}

function run(steps: number, quality: number): Run {
  return { records: records(steps), evaluation: evaluation(quality) };
}

function records(steps: number): RunRecord[] {
  const noise = fillUniform(new Float64Array(steps), key(steps));
  const every = Math.ceil(steps / 10);
  return Array.from({ length: steps }, (_, i) => {
    const rest = Math.exp((-4 * i) / steps);
    const record = {
      step: i + 1,
      epoch: 1 + Math.floor(i / every),
      seconds: 0.11 * i,
      examples: 32 * (i + 1),
      loss: i % 977 === 5 ? NaN : 2 * rest * (0.7 + 0.6 * noise[i]!) + 0.02,
      metrics: {
        accuracy: 1 - 0.8 * rest * (0.8 + 0.2 * noise[i]!),
        learningRate: 1e-3 * Math.min(1, i / 100) * (0.5 + 0.5 * Math.cos((Math.PI * i) / steps)),
        gradientNorm: 3 * rest * (0.2 + noise[i]!),
      },
    };
    const validation = { count: 1000, loss: 2.2 * rest + 0.05, accuracy: 1 - 0.85 * rest };
    return i % every === every - 1 ? { ...record, validation } : record;
  });
}

function evaluation(quality: number): object {
  const share = Float64Array.from({ length: 1000 }, (_, i) => i / 999);
  const truePositiveRate = share.map(x => x ** (1 / (1 + quality)));
  const precision = share.map((x, i) => (i === 0 ? 1 : truePositiveRate[i]! / (truePositiveRate[i]! + 4 * x)));
  const predicted = Float64Array.from({ length: 10 }, (_, i) => 0.05 + 0.1 * i);
  const columns = ['airport', 'hour', 'distance', LONG, 'route', 'weekday'];
  return {
    count: 7622,
    auc: 0.7 + 0.05 * quality,
    logLoss: 0.443219,
    roc: { falsePositiveRate: share, truePositiveRate, thresholds: share.map(x => 1 - x) },
    precisionRecall: { precision, recall: truePositiveRate },
    calibration: { predicted, observed: predicted.map(x => x ** (1 + 0.2 * quality)), counts: predicted.map(x => 1000 * x) },
    confusion: tensor([[5120 * quality, 300], [412, 1790]]),
    importance: {
      measured: 0.8,
      columns: columns.map((column, i) => ({ column, mean: 0.2 / (i + 1) / quality, deviation: 0.01, repeats: [1, 2] })),
    },
  }; // prettier-ignore
}

function errors() {
  const noise = fillUniform(new Float64Array(40_000), key(7));
  const prediction = Float64Array.from({ length: 20_000 }, (_, i) => 10 + 30 * noise[i]! ** 2);
  const target = prediction.map((x, i) => x + (noise[20_000 + i]! - 0.5) * x - (x - 20) * 0.05);
  const digits = Array.from({ length: 10 }, (_, i) => Array.from({ length: 10 }, (_, j) => (i === j ? 950 : i * j)));
  return group('Errors', [
    residualChart({ prediction, target }, { unit: 'minutes' }),
    residualChart({ prediction: prediction.slice(0, 300), target: target.slice(0, 300) }, { title: 'Fewer residuals' }),
    confusionMatrixChart(digits, { title: 'Digits' }),
    confusionMatrixChart([[5, 1, 0], [2, 4, 0], [0, 1, 9]], { title: 'Irises', labels: ['setosa', 'versicolor', LONG] }),
  ]); // prettier-ignore
}

/** Values at which charts break easily. */
function hard() {
  const many = Array.from({ length: 9 }, (_, i) => [
    `${LONG} ${i}`,
    [
      { step: 1, loss: i },
      { step: 9, loss: 1 },
    ],
  ]);
  const classes = Array.from({ length: 40 }, (_, i) => Array.from({ length: 40 }, (_, j) => (i === j ? 1e6 : i)));
  const columns = Array.from({ length: 30 }, (_, i) => ({
    column: `c${i}`,
    mean: 1e-7 * i,
    deviation: 1e-8,
    repeats: [1],
  }));
  return group('Hard to draw', [
    lossChart(Object.fromEntries(many) as Record<string, RunRecord[]>, { title: 'Nine runs with long names' }),
    lossChart([{ step: 1, loss: 1 }], { title: 'One record' }),
    lossChart([1, 2, 3].map(step => ({ step, loss: 0.5 })), { title: 'Always the same' }),
    lossChart([1, 2, 3].map(step => ({ step, loss: NaN })), { title: 'Never finite' }),
    metricChart([1, 2e9].map(step => ({ step, metrics: { [LONG]: step * 1e12 } })), { metric: LONG }),
    metricChart([1, 2].map(step => ({ step, metrics: { tiny: step * 1e-9 } })), { metric: 'tiny' }),
    metricChart([1, 2].map(step => ({ step, metrics: { near: 1e6 + step / 10 } })), { metric: 'near' }),
    lossChart([], { title: 'Nothing' }),
    confusionMatrixChart(classes, { title: 'Forty classes' }),
    importanceChart({ measured: 1, columns }, { title: 'Thirty columns' }),
  ]); // prettier-ignore
}

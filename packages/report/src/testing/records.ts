import type { RunRecord } from '../runs/run-record.ts';

/** Records of a run of so many steps in epochs of ten, each with its validation. */
export function records(steps: number): RunRecord[] {
  return Array.from({ length: steps }, (_, i) => ({
    step: i + 1,
    epoch: 1 + Math.floor(i / 10),
    examples: 32 * (i + 1),
    seconds: (i + 1) / 10,
    loss: 2 * Math.exp(-i / steps) + 0.1 * Math.sin(i),
    metrics: { accuracy: 1 - Math.exp(-i / steps), learningRate: 0.01 / (1 + i), gradientNorm: 1 + Math.cos(i) },
    ...(i % 10 === 9 ? { validation: { count: 100, loss: 2.1 * Math.exp(-i / steps), accuracy: 0.5 } } : {}),
  }));
}

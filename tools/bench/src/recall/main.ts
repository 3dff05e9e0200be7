import { learnRecall, PARTS, RECALL_RUN, type RecallRun } from './learn-recall.ts';

// Prints what the learners of a stream recall: two curves, and the last accuracies of other runs. Ten seeds each.
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed + 1);

const { task } = RECALL_RUN;
const runs: readonly (readonly [string, Partial<RecallRun>])[] = [
  ['traces', {}],
  ['one event', { gradient: 1 }],
  ['eight events', { gradient: 8 }],
  ['one event, ten times as many of them', { gradient: 1, events: 10 * RECALL_RUN.events }],
  ['one event, a learning rate of 0.01', { gradient: 1, learningRate: 0.01 }],
  ['one event, 64 units', { gradient: 1, units: 64 }],
  ['one event, a gated cell', { gradient: 1, gated: true }],
  ['traces, 64 units', { units: 64 }],
  ['traces, delays of 100 to 120', { task: { ...task, delay: [100, 120] }, events: 2 * RECALL_RUN.events }],
  ['one event, no noise', { gradient: 1, task: { ...task, noise: 0 } }],
  ['traces, no noise', { task: { ...task, noise: 0 } }],
  ['traces, phases up to 2π', { maxPhase: 2 * Math.PI }],
  ['traces, phases up to 2π, ten times as many events', { maxPhase: 2 * Math.PI, events: 10 * RECALL_RUN.events }],
  ['traces, a new cell with 0.5 ≤ \\|λ\\| ≤ 0.9', { ring: [0.5, 0.9] }],
];

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value) / values.length;
const shown = (value: number): string => value.toFixed(2);
const curves = runs.map(([, run]) => SEEDS.map(seed => learnRecall({ ...RECALL_RUN, ...run }, seed)));

console.log(`| thousand events | ${runs.slice(0, 2).map(([name]) => `${name}: mean (worst to best)`).join(' | ')} |`); // prettier-ignore
console.log('|---:|---:|---:|');
for (let part = 0; part < PARTS; part++) {
  const cells = curves.slice(0, 2).map(seeds => {
    const values = seeds.map(curve => curve[part]!);
    return `${shown(mean(values))} (${shown(Math.min(...values))} to ${shown(Math.max(...values))})`;
  });
  console.log(`| ${((part + 1) * RECALL_RUN.events) / PARTS / 1000} | ${cells.join(' | ')} |`);
}

console.log('\n| gradient through | accuracy in the last tenth, ten seeds | mean |');
console.log('|---|---|---:|');
for (const [i, [name]] of runs.entries()) {
  const last = curves[i]!.map(curve => curve.at(-1)!);
  console.log(`| ${name} | ${last.map(shown).join(' ')} | ${shown(mean(last))} |`);
}

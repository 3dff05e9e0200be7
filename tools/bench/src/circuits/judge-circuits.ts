import { wasm } from '@thalweg/wasm';
import type { JudgedRow } from '../judge.ts';
import { CIRCUIT_FORMS } from './circuit-forms.ts';
import { firstSteps } from './first-steps.ts';

/** The name of the workload. */
export const FIRST_STEPS = 'first and second step of a model of 10,000 nodes, built and compiled, by Adam';

const NODES = 10_000;
const ROUNDS = 3;
const MOST_FIRST = 2_000;
const MOST_SECOND = 0.0012;

/** Times the first two steps of large circuits of all forms, the best of some rounds, and checks the goals. */
export function judgeCircuits(): { readonly met: boolean; readonly judged: readonly JudgedRow[] } {
  const judged = Object.keys(CIRCUIT_FORMS).flatMap(form =>
    [undefined, wasm].map(runner => {
      const rounds = Array.from({ length: ROUNDS }, () => firstSteps(form, NODES, runner?.()));
      const first = Math.min(...rounds.map(round => round.first));
      const second = Math.min(...rounds.map(round => round.second / round.nodesOfStep));
      const met = first <= MOST_FIRST && second <= MOST_SECOND;
      const peer = `${form}, ${rounds[0]!.nodesOfStep.toLocaleString('en')} nodes of the step, ${runner === undefined ? 'interpreted' : 'wasm()'}`;
      const row = { workload: FIRST_STEPS, peer, medianMicroseconds: 1000 * first, ratio: null };
      const times = `second step: ${(1000 * second).toFixed(2)} µs a node`;
      return { met, row, verdict: `${met ? '✓' : '✗'} at most 2 s, then 1.2 µs a node; ${times}` };
    }),
  );
  return { met: judged.every(({ met }) => met), judged };
}

import type { Options } from './options.ts';
import { checkGoals, goalLineOf, GOALS_HEAD, isMet } from './peers/check-goals.ts';
import { goals } from './peers/goals.ts';
import { peerWorkloads } from './peers/workloads.ts';

/** Seven short turns in each round, as the worst round counts. */
const TURNS = { sliceMs: 60, turns: 7 };

/** Times the goals against peers and prints their table. Returns true if all were met. */
export async function timeGoals({ only, peers }: Options): Promise<boolean> {
  console.log(GOALS_HEAD);
  const names = new Set(peers.map(({ name }) => name));
  let allMet = true;
  for (const workload of peerWorkloads.filter(({ name }) => only(name))) {
    const own = goals.filter(goal => goal.workload === workload && names.has(goal.peer));
    if (own.length === 0) continue;
    for (const goal of await checkGoals(own, peers, TURNS)) {
      allMet &&= isMet(goal);
      console.log(goalLineOf(goal));
    }
  }
  return allMet;
}

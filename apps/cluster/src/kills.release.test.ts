import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { publishedModel, replayRounds } from '@thalweg/cluster';
import type { Node } from '@thalweg/graph';
import { fileLog } from '@thalweg/node';
import { faultRunsOf, killKey, killSeed } from '@thalweg/programs/fault-runs';
import { ageLock } from '@thalweg/programs/killed-often';
import { foldIn, randomInteger } from '@thalweg/tensor';
import { encodeSnapshot, modelState, snapshot, type Snapshot } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { outerOptimizer } from './roles/lead.ts';
import { taskOf } from './tasks/tasks.ts';
import { processesWith, resultOfRun, startCluster } from './testing/cluster-program.ts';

const KILLS = faultRunsOf(24);
const [EVERY, STEPS] = [5, 50 + 100 * KILLS];
/** The milliseconds after which a run is killed at most; it begins to learn after about two seconds. */
const LONGEST_MS = 5000;

const bytesOf = (of: Snapshot): Buffer => Buffer.from(encodeSnapshot({ ...of, parts: { model: of.parts['model']! } }));

/** Resolves to the published model of a cluster that has ended, that of a replay of its log, and what became of its deltas. */
async function modelsOf(folder: string, cluster: string) {
  const log = fileLog(join(folder, 'log'));
  const { loss } = await taskOf('spam', { seed: 1 });
  const { round, counts } = await replayRounds(loss, outerOptimizer('nesterov'), { log, name: cluster });
  const { snapshot: published } = await firstValueFrom(publishedModel(log, cluster));
  await log.close();
  return { round, counts, published: bytesOf(published), replayed: bytesOf(snapshot({ model: modelState(loss as Node) })) };
} // prettier-ignore

it(`a cluster that is killed ${KILLS} times, LAWS_SEED=${killSeed}, the whole or one process, folds each delta once and has the bits of a replay`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-kills-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const name = `kills-${process.pid}`;
  const options = ['--task', 'spam', '--workers', '2', '--every', String(EVERY), '--steps', String(STEPS), '--seed', '1'];
  const started = [...options, '--log', 'file', '--folder', folder, '--cluster', name];
  const draw = (what: string, life: number, below: number): number =>
    randomInteger(foldIn(killKey('cluster'), what), life, below);
  let kills = 0;
  for (let life = 0; life < KILLS; life++) {
    const { child, ended } = startCluster(...started, '--json');
    await after(draw('wait', life, LONGEST_MS));
    // A process that died is started again by the main one, which is killed in the end in any case.
    const [whom] = [undefined, 'leader', 'w1', 'w2'].slice(draw('whom', life, 4));
    if (whom !== undefined) {
      for (const pid of processesWith(name, whom)) process.kill(pid, 'SIGKILL');
      await after(draw('later', life, 2000));
    }
    child.kill('SIGKILL');
    const { code, err } = await ended;
    if (code !== null) throw new Error(`the cluster ended by itself: ${err}`);
    kills++;
    await expect.poll(() => processesWith(name)).toEqual([]);
    for (const path of [folder, join(folder, 'log')]) ageLock(path);
  }
  const { rounds, left, deltas } = await resultOfRun(...started);
  const { round, counts, published, replayed } = await modelsOf(folder, name);
  console.log(`cluster: ${kills} kills, ${rounds} rounds, ${JSON.stringify(deltas)}, replay ${JSON.stringify(counts)}`);
  expect({ rounds, left, round }).toEqual({ rounds: STEPS / EVERY, left: 0, round: STEPS / EVERY });
  expect(published.equals(replayed)).toBe(true);
}); // prettier-ignore

/** @module-tag nats */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsLog } from '@thalweg/nats';
import { startNatsServer } from '@thalweg/nats/server';
import { someOf } from '@thalweg/programs/fault-runs';
import type { Started } from '@thalweg/programs/program';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Status } from './status/status.ts';
import { pressCtrlC, processesWith, resultOfRun, runCluster, startCluster } from './testing/cluster-program.ts';

const SMALL = ['--task', 'spam', '--workers', '2', '--every', '10', '--steps', '40'];
const LONG = ['--task', 'spam', '--workers', '2', '--every', '10', '--steps', '1000000'];

/** A folder that is removed after the test. */
function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Resolves when the output of a program has a text. */
function said({ child }: Started, text: string): Promise<void> {
  return new Promise(resolve => {
    let out = '';
    child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()).includes(text) && resolve());
  });
}

it('the program helps, with examples, and ends with a message for what it does not know', async () => {
  const [help, typo] = await Promise.all([runCluster('--help'), runCluster('--tsk', 'spam')]);
  expect([help.code, help.out]).toEqual([
    0,
    expect.stringContaining('npm run cluster -- worker --log nats://host:4222'),
  ]);
  for (const option of ['--workers <n>', '--every', '--task', '--folder', '--log', '--json', 'worker [options]'])
    expect(help.out).toContain(option);
  expect([typo.code, typo.err]).toEqual([1, expect.stringContaining('(Did you mean --task?)')]);
});

describe('a cluster on one machine', () => {
  let folder: string;
  let whole: Awaited<ReturnType<typeof resultOfRun>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cluster-test-'));
    whole = await resultOfRun(...SMALL, '--log', 'nats', '--folder', folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['nats', 'file'])('learns over the log: %s', async log => {
    const { rounds, left, quality, deltas, deaths } =
      log === 'nats' ? whole : await resultOfRun(...SMALL, '--log', log);
    expect({ rounds, left, deaths }).toEqual({ rounds: 4, left: 0, deaths: 0 });
    expect(deltas).toMatchObject({ folded: 8, misfit: 0, notFinite: 0 });
    expect(quality).toMatchObject({ name: 'AUC', round: 4 });
    expect(quality!.value).toBeGreaterThan(0.95);
  });

  it.each(someOf(['digits', 'flights']))('learns the task %s', async task => {
    const { quality } = await resultOfRun('--task', task, '--steps', '100', '--every', '25', '--workers', '2');
    expect(quality!.value).toBeGreaterThan(task === 'digits' ? 0.8 : 0.52);
  });

  it('sends fewer bytes in 8 bits', async () => {
    const compressed = await resultOfRun(...SMALL, '--compress', '8bit');
    expect(compressed.bytesPerSample!).toBeLessThan(0.8 * whole.bytesPerSample!);
    expect(compressed.quality!.value).toBeGreaterThan(0.95);
  });

  it.each(someOf(['nats', 'file']))('stops at Ctrl-C, and nothing of it stays: %s', async log => {
    const name = `stopped-${log}-${process.pid}`;
    const started = startCluster(...LONG, '--log', log, '--cluster', name);
    await said(started, 'after round');
    expect(processesWith(name, ' worker ')).toHaveLength(2);
    pressCtrlC(started.child.pid!);
    const { code, out, err } = await started.ended;
    expect([code, err]).toEqual([130, '']);
    expect(out).toMatch(/Stopped after \d+ rounds?, \d+ before the end/);
    expect(processesWith(name)).toEqual([]);
    const [port, folder] = [/nats:\/\/[\d.]+:(\d+)/.exec(out)?.[1], /the files in (\S+)/.exec(out)?.[1]];
    if (log === 'nats') await expect(natsLog({ servers: `127.0.0.1:${port}` })).rejects.toThrow();
    else expect(existsSync(folder!)).toBe(false);
  });

  it('leaves no process behind when its main process is killed', async () => {
    const name = `killed-${process.pid}`;
    const started = startCluster(...LONG, '--cluster', name);
    await said(started, 'after round');
    started.child.kill('SIGKILL');
    await started.ended;
    await expect.poll(() => processesWith(name)).toEqual([]);
  });

  it('starts a process again that died, and goes on', async () => {
    const name = `died-${process.pid}`;
    const steps = ['--task', 'spam', '--workers', '2', '--every', '10', '--steps', '500'];
    const started = startCluster(...steps, '--cluster', name);
    await said(started, 'after round');
    for (const role of ['w1', 'leader']) for (const pid of processesWith(name, role)) process.kill(pid, 'SIGKILL');
    const { code, out } = await started.ended;
    expect(code).toBe(0);
    expect(out).toMatch(/50 rounds in .* 2 deaths of processes\./);
  });

  it('goes on in a folder where it was stopped', async () => {
    const options = ['--task', 'spam', '--every', '10', '--steps', '500', '--folder', freshFolder()];
    const started = startCluster(...options);
    await said(started, 'after round');
    started.child.kill('SIGINT');
    const stopped = Number(/Stopped after (\d+) round/.exec((await started.ended).out)![1]);
    const { out } = await runCluster(...options);
    const first = Number(/round (\d+)\/50/.exec(out)![1]);
    expect(first).toBeGreaterThan(stopped);
    expect(out).toContain('50 rounds in');
  });

  it('has nothing to do in a folder where it has ended, and refuses other settings there', async () => {
    const { rounds, left, quality, already } = await resultOfRun(...SMALL, '--folder', folder);
    const value = whole.quality!.value;
    expect({ rounds, left, already, value: quality!.value }).toEqual({ rounds: 4, left: 0, already: true, value });
    const { code, err } = await runCluster(...SMALL, '--folder', folder, '--every', '20');
    expect(code).toBe(1);
    expect(err).toContain("the cluster 'cluster' in this log has every 10, got 20");
  });
});

describe('a cluster on several machines', () => {
  it('is made of the same commands, and watched from anywhere', async () => {
    const server = await startNatsServer();
    onTestFinished(() => server.stop());
    const log = ['--log', server.url, '--cluster', 'several'];
    const watching = startCluster('watch', ...log, '--json');
    const roles = [
      runCluster('leader', ...log, ...SMALL),
      runCluster('worker', ...log, '--name', 'a', '--shard', '1/2'),
      runCluster('worker', ...log, '--name', 'b', '--shard', '2/2'),
    ];
    await said(watching, '"state":"ended","round":4');
    const [leader, ...workers] = await Promise.all(roles);
    const ended = 'the run ended after round 4\n';
    expect(leader).toEqual({ code: 0, out: expect.stringMatching(`leader: leads\nleader: ${ended}$`), err: '' });
    for (const [i, name] of ['a', 'b'].entries()) {
      const out = `${name}: waits for a leader of 'several'\n${name}: learns\n${name}: ${ended}`;
      expect(workers[i]).toEqual({ code: 0, out, err: '' });
    }
    const { code, out } = await watching.ended;
    expect(code).toBe(0);
    const statuses = out.trim().split('\n').map(line => JSON.parse(line) as Status); // prettier-ignore
    expect(new Set(statuses.map(({ name }) => name))).toEqual(new Set(['leader', 'a', 'b']));
  });
});

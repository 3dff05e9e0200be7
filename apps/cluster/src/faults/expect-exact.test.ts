import { modelPublisher, publishedModel } from '@thalweg/cluster';
import { memoryLog, topicWriter, type Log } from '@thalweg/log';
import { Tensor, type Sizes } from '@thalweg/tensor';
import { encodeSnapshot, snapshot } from '@thalweg/train';
import { firstValueFrom, lastValueFrom, merge } from 'rxjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lead } from '../roles/lead.ts';
import { work } from '../roles/work.ts';
import { expectLearnedOnce, expectReplay } from './testing/expect-exact.ts';
import { labelLearner, labelTopics, learnLabels, writeLabels } from './testing/labels.ts';
import { tinySettings, tinyTask } from './testing/tiny-task.ts';

/** A log in which a cluster of one process has trained. */
async function trained(): Promise<Log> {
  const log = memoryLog();
  const options = { log, cluster: 'c', settings: tinySettings };
  const workers = [0, 1].map(index => work(tinyTask(), { ...options, name: `w${index}`, shard: { index, count: 2 } }));
  await lastValueFrom(merge(lead(tinyTask(), { ...options, name: 'leader' }), ...workers));
  return log;
}

/** A log with labels, the ids that were acknowledged, and the file of a learner. */
async function labelled(): Promise<{ log: Log; file: string; acknowledged: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'labels-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [log, acknowledged, file] = [memoryLog(), [] as number[], join(folder, 'learner.safetensors')];
  await writeLabels(log, 'c', { moment: async () => undefined, acknowledged: id => acknowledged.push(id) });
  await learnLabels(log, 'c', file);
  return { log, file, acknowledged };
}

it('a model that was published is that of a replay; a model with one other bit is not', async () => {
  const log = await trained();
  await expectReplay(log, 'c');
  const { snapshot } = await firstValueFrom(publishedModel(log, 'c'));
  const { model } = snapshot.parts;
  const [name, tensor] = Object.entries(model!.tensors)[0]!;
  const other = tensor.data.slice() as typeof tensor.data;
  new Uint8Array(other.buffer)[0]! ^= 1;
  const tensors = { ...model!.tensors, [name]: new Tensor(tensor.shape as Sizes, tensor.dtype, other) };
  await modelPublisher(log, 'c').publish({ ...snapshot, parts: { ...snapshot.parts, model: { ...model!, tensors } } });
  await expect(expectReplay(log, 'c')).rejects.toThrow();
});

it('a log that has lost its first deltas is told from a whole one', async () => {
  const log = await trained();
  const less: Log = { append: log.append.bind(log), swap: log.swap.bind(log), watch: log.watch.bind(log), read: (topics, from, how) => log.read(topics, Math.max(from, 8), how) }; // prettier-ignore
  await expect(expectReplay(less, 'c')).rejects.toThrow();
});

it('labels that were learned once are told from labels that are missing, double or learned from another state', async () => {
  const { log, file, acknowledged } = await labelled();
  await expectLearnedOnce(log, 'c', { file, acknowledged });
  await expect(expectLearnedOnce(log, 'c', { file, acknowledged: acknowledged.slice(1) })).rejects.toThrow();

  const early = labelLearner(log, 'c', { until: 'end' });
  writeFileSync(file, encodeSnapshot(snapshot(early.parts)));
  await expect(expectLearnedOnce(log, 'c', { file, acknowledged })).rejects.toThrow();

  await topicWriter(log, labelTopics('c').label, { producer: 'another' }).append({ id: 3, y: Math.cos(3) });
  await expect(expectLearnedOnce(log, 'c', { file, acknowledged })).rejects.toThrow();
});

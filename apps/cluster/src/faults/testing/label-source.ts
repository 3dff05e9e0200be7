import { topicWriter, type Log } from '@thalweg/log';
import { labelTopics } from './label-topics.ts';
import { LABELS } from './learn-labels.ts';

/** Options of {@link writeLabels}. */
export interface LabelSource {
  /** Resolves when the i-th label is due. */
  readonly moment: (i: number) => Promise<void>;
  /** Called with the id of each label that the log has acknowledged. */
  readonly acknowledged: (id: number) => void;
}

/** Writes things and, later and in another order, their labels. */
export async function writeLabels(log: Log, name: string, { moment, acknowledged }: LabelSource): Promise<void> {
  const topics = labelTopics(name);
  const how = { producer: 'source', verify: true };
  const [observed, labels] = [topicWriter(log, topics.observed, how), topicWriter(log, topics.label, how)];
  for (let id = 0; id < LABELS; id++) await observed.append({ id, x: [id / LABELS, Math.sin(id)] });
  const written = Array.from({ length: LABELS }, async (_, i) => {
    const id = (7 * i) % LABELS;
    await moment(i);
    await labels.append({ id, y: Math.cos(id) }, { count: i + 1 });
    acknowledged(id);
  });
  await Promise.all(written);
}

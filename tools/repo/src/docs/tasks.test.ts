import { describe, expect, it } from 'vitest';
import { documentAt } from './documents.ts';

// What readers come to do, and the one page that is right for it: its title or one of its headings says the task.

const tasks: readonly (readonly [task: string, page: string, heading: RegExp])[] = [
  ['install', 'start/install', /^Install$/],
  ['first training', 'start/first-training', /first training/],
  ['save a model', 'models', /Save and load a model/],
  ['load a model', 'models', /Load a model/],
  ['resume', 'guides/snapshots', /Resume a run/],
  ['checkpoint', 'guides/snapshots', /Write checkpoints/],
  ['deploy', 'guides/deploy', /Deploy a model/],
  ['deploy to a page', 'guides/deploy', /Deploy to a page/],
  ['edge worker', 'guides/deploy', /Deploy to an edge worker/],
  ['server', 'guides/deploy', /Deploy to a server/],
  ['custom operation', 'guides/write-your-own', /A custom operation/],
  ['custom layer', 'guides/write-your-own', /A custom layer/],
  ['custom loss', 'guides/write-your-own', /A custom loss/],
  ['custom optimizer', 'guides/write-your-own', /A custom optimizer/],
  ['freeze', 'guides/transfer-learning', /Freeze layers/],
  ['transfer learning', 'guides/transfer-learning', /^Transfer learning/],
  ['fine-tune', 'guides/transfer-learning', /Fine-tune all/],
  ['onnx', 'exchange', /^ONNX/],
  ['pytorch weights', 'exchange', /PyTorch weights/],
  ['late labels', 'guides/late-labels', /^Late labels/],
  ['drift', 'guides/drift', /^Drift/],
  ['class imbalance', 'guides/data', /Class imbalance/],
  ['missing values', 'guides/data', /Missing values/],
  ['categorical features', 'guides/data', /Categorical features/],
  ['csv', 'readers', /CSV/],
  ['parquet', 'readers', /Parquet/],
  ['early stopping', 'guides/overfitting', /Early stopping/],
  ['regularization', 'guides/overfitting', /Regularization/],
  ['dropout', 'guides/overfitting', /dropout/],
  ['learning rate', 'guides/optimizers', /Learning rate/],
  ['schedule', 'guides/optimizers', /Schedules/],
  ['batch size', 'guides/optimizers', /Batch size/],
  ['nan', 'guides/debugging-nan', /NaN/],
  ['troubleshooting', 'guides/troubleshooting', /^Troubleshooting/],
  ['memory', 'guides/troubleshooting', /^Memory/],
  ['gpu', 'faq', /GPU/],
  ['threads', 'guides/speed', /^Threads/],
  ['distributed', 'scale', /^Distributed/],
  ['license', 'faq', /license/],
  ['faq', 'faq', /FAQ/],
];

const headingsOf = (page: string): string[] => {
  const text = documentAt(`docs/${page}.md`).text.replaceAll(/^```.*?^```/gms, '');
  return [...text.matchAll(/^#{1,3} (.*)$/gm)].map(match => match[1]!);
};

describe('a page for each task', () => {
  it.each(tasks)('%s: %s', (_task, page, heading) => {
    expect(headingsOf(page)).toContainEqual(expect.stringMatching(heading));
  });

  it('for the forty that the search is asked', () => expect(new Set(tasks.map(([task]) => task)).size).toBe(40));

  it('and no two pages with one title', () => {
    const titles = [...new Set(tasks.map(([, page]) => page))].map(page => headingsOf(page)[0]);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

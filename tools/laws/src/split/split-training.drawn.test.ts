import { takenRows } from '@thalweg/drawn';
import { read, type Node, type Runner } from '@thalweg/graph';
import { adam, adamw, momentum, sgd, type Transform } from '@thalweg/optim';
import { train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { bytes, type CutModel, cutModels, halves, inputs, logEdges, records, registersByName } from './split-runs.ts';

/** The bits of all registers after a training of the whole network. */
async function whole(model: CutModel, optimizer: () => Transform, runner?: Runner) {
  const own = inputs();
  const loss = model.loss(model.cut(own), own);
  const starts = new Map([...registersByName(loss as Node)].map(([name, one]) => [name, read(one as Node)]));
  const learn = train(loss, optimizer(), { runner });
  const losses = await lastValueFrom(records().pipe(learn, toArray()));
  const after = new Map([...registersByName(...learn.progress.roots)].map(([name, one]) => [name, bytes(one as Node)]));
  return { starts, losses: losses.map(({ step, epoch, loss }) => ({ step, epoch, loss })), after };
}

const optimizers: readonly (readonly [string, () => Transform])[] = [
  ['sgd', () => sgd({ learningRate: 0.1 })],
  ['momentum', () => momentum({ learningRate: 0.05 })],
  ['adam', () => adam({ learningRate: 0.01 })],
  ['adamw', () => adamw({ learningRate: 0.01, decay: 0.1 })],
];

const runners = [
  ['interpreter', (): undefined => undefined],
  ['wasm()', () => wasm()],
] as const;

const runs = runners.flatMap(([name, runner]) =>
  cutModels.flatMap(model =>
    (name === 'interpreter' ? optimizers : optimizers.slice(2)).map(
      ([descent, optimizer]) => [name, model.name, descent, { runner, model, optimizer }] as const,
    ),
  ),
);

describe('at depth 1', () => {
  it.each(takenRows('split trainings', runs, ([, model]) => model))(
    'two halves are the whole to the last bit: %s, %s, %s',
    async (_name, _model, _descent, { runner, model, optimizer }) => {
      const wanted = await whole(model, optimizer, runner());
      const { front, back, roots } = await halves(model, optimizer, {
        starts: wanted.starts,
        runner: runner(),
        edges: logEdges(),
      });
      expect(back.map(({ step, epoch, loss }) => ({ step, epoch, loss }))).toEqual(wanted.losses);
      expect(front.map(({ step, epoch, loss }) => ({ step, epoch, loss }))).toEqual(wanted.losses);
      const known = new Set<string>();
      for (const registers of roots)
        for (const [name, register] of registers) {
          known.add(name);
          expect([name, bytes(register as Node)]).toEqual([name, wanted.after.get(name)]);
        }
      expect([...known].sort()).toEqual([...wanted.after.keys()].sort());
    },
  );
});

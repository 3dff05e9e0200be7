import { feedOf, gradients, openFrame, parametersOf, read, type Input, type Node, type Register } from '@thalweg/graph';
import { inputsOf } from '@thalweg/graph/wires';
import { sgd } from '@thalweg/optim';
import type { Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type CutModel, cutModels, halves, inputs, logEdges, records, registersByName } from './split-runs.ts';

/** The depth of the pipeline, and the learning rate of its oracle. */
const DEPTH = 4;
const RATE = 0.1;

/**
 * What a pipeline does, by the whole graph and by hand: for record n it takes the parameters of the front half after step
 * n − 4, those of the back half after step n − 1, and the states after n − 1 records; and steps by plain descent.
 */
async function byHand(
  model: CutModel,
): Promise<{ losses: number[]; after: Map<string, number[]>; starts: Map<string, Tensor> }> {
  const own = inputs();
  const cut = model.cut(own);
  const loss = model.loss(cut, own) as Node;
  const parameters = parametersOf(loss);
  const inFront = new Set(Object.values(cut).flatMap(node => parametersOf(node) as readonly Node[]));
  const rules = rulesBelow(loss);
  const back = gradients(loss);
  const frame = openFrame({
    outputs: [loss, ...parameters.map(one => back.of(one as Node)), ...rules],
    training: true,
  });
  const starts = new Map([...registersByName(loss)].map(([name, one]) => [name, read(one as Node)]));
  const versions = [new Map(parameters.map(one => [one as Node, Float64Array.from(read(one as Node).data)]))];
  const losses: number[] = [];
  for (const record of await lastValueFrom(records().pipe(toArray()))) {
    const present = versions.at(-1)!;
    const past = versions[Math.max(0, versions.length - DEPTH)]!;
    for (const one of parameters)
      one.set(Float32Array.from((inFront.has(one as Node) ? past : present).get(one as Node)!));
    const feeds = Object.values(own).flatMap(source =>
      frame.sources.includes(source) ? [feedOf(source as Input, (record as Record<string, Tensor>)[source.name]!)] : [],
    );
    frame.run(feeds, result => {
      if ('error' in result) throw result.error;
      const [level, ...others] = result.outputs;
      losses.push(level!.item());
      const next = new Map(
        parameters.map((one, i) => [
          one as Node,
          present.get(one as Node)!.map((value, n) => value - RATE * others[i]!.data[n]!),
        ]),
      );
      versions.push(next);
      rules.forEach(({ register }, i) => (register as Register).set(others[parameters.length + i]!));
    });
  }
  frame.close();
  const after = new Map(rules.map(({ register }) => [register!.name, [...read(register!).data]]));
  for (const one of parameters) after.set(one.name, [...versions.at(-1)!.get(one as Node)!]);
  return { losses, after, starts };
}

/** The rules that a step with a node fires. */
function rulesBelow(root: Node): Node[] {
  const found = new Set([root]);
  for (const node of found) for (const below of inputsOf(node, true)) found.add(below);
  return [...found].filter(({ register }) => register !== undefined);
}

describe.each([
  ['interpreter', (): undefined => undefined],
  ['wasm()', () => wasm()],
] as const)('with %s, at depth 4', (_, runner) => {
  it.each(cutModels.map(model => [model.name, model] as const))(
    'two halves are a pipeline by hand: %s',
    async (_, model) => {
      const wanted = await byHand(model);
      const optimizer = () => sgd({ learningRate: RATE });
      const { front, back, roots } = await halves(model, optimizer, {
        starts: wanted.starts,
        runner: runner(),
        edges: logEdges(),
        depth: DEPTH,
      });
      expect(front.map(({ staleness }) => staleness)).toEqual([0, 1, 2, ...Array.from({ length: 15 }, () => 3)]);
      expect(back.map(({ loss }) => loss)).toEqual(wanted.losses.map(loss => expect.closeTo(loss, 4)));
      for (const registers of roots)
        for (const [name, register] of registers)
          if (wanted.after.has(name))
            expect([name, ...read(register as Node).data]).toEqual([
              name,
              ...wanted.after.get(name)!.map(value => expect.closeTo(value, 4)),
            ]);
    },
  );
});

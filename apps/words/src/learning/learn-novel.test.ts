import { input, type Node } from '@thalweg/graph';
import { gruCell } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import { lastValueFrom, EMPTY, of, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { splitNovel } from '../data/novel.ts';
import { characterLosses, recurrentModel } from '../models/character-model.ts';
import { learnNovel } from './learn-novel.ts';

const TEXT = 'the whale swims in the deep sea, and the ship sails on it. '.repeat(5);
const novel = splitNovel(TEXT);
const small = () => recurrentModel(gruCell(5, { seed: 1 }), { kinds: novel.alphabet.kinds, embeddings: 3, seed: 1 });

/** The losses of a training that changes nothing. */
async function lossesOf(model: ReturnType<typeof small>, { streams, window, passes }: Record<string, number>) {
  const { steps$, steps } = learnNovel(novel, model, {
    ...{
      streams: streams!,
      window: window!,
      passes: passes!,
      schedule: 'cosine' as const,
      learningRate: 1e-30,
      typedRate: 1,
    },
    runner: undefined,
    validation: EMPTY,
  });
  const losses = (await lastValueFrom(steps$.pipe(toArray()))).map(({ loss }) => loss);
  expect(losses).toHaveLength(steps);
  return losses;
}

/** The losses of the characters of a text that is read in one go. */
function inOneGo(model: ReturnType<typeof small>, text: string): ArrayLike<number> {
  const [letters, next] = ['letters', 'next'].map(name => input(name, [1, 'time'], 'int32') as Node);
  const losses = characterLosses(model(letters!), next!) as Node<readonly [number, number]>;
  const codes = novel.alphabet.codesOf(text);
  const row = (from: number, to?: number) => tensor(codes.slice(from, to), { shape: [1, codes.length - 1] });
  return predictor(losses)({ letters: row(0, -1), next: row(1) }).data;
}

describe('learning a novel', () => {
  test.each([
    [1, 8],
    [3, 7],
  ])('in %d streams by windows of %d goes on where the window before ended', async (streams, window) => {
    const model = small();
    const losses = await lossesOf(model, { streams, window, passes: 1 });
    const length = Math.floor((novel.training.length - 1) / streams);
    const whole = Array.from({ length: streams }, (_, stream) =>
      inOneGo(model, novel.training.slice(stream * length, (stream + 1) * length + 1)),
    );
    losses.forEach((loss, step) => {
      const own = whole.flatMap(of => Array.from(of).slice(step * window, (step + 1) * window));
      expect(loss).toBeCloseTo(own.reduce((sum, one) => sum + one, 0) / own.length, 5);
    });
  });

  test('begins each pass without a memory of the one before', async () => {
    const losses = await lossesOf(small(), { streams: 2, window: 8, passes: 2 });
    expect(losses.slice(losses.length / 2)).toEqual(losses.slice(0, losses.length / 2));
  });

  test('lowers the loss, and measures the held-out part after each pass', async () => {
    const measured = { bits: 3, compared: 2 };
    const { steps$, steps } = learnNovel(novel, small(), {
      ...{ streams: 2, window: 8, passes: 8, schedule: 'cosine' as const, learningRate: 0.01, typedRate: 1 },
      runner: undefined,
      validation: of(measured),
    });
    const records = await lastValueFrom(steps$.pipe(toArray()));
    expect(records.at(-1)!.loss).toBeLessThan(0.8 * records[0]!.loss);
    const validated = records.filter(({ validation }) => validation === measured).map(({ step }) => step);
    expect(validated).toEqual(Array.from({ length: 8 }, (_, pass) => ((pass + 1) * steps) / 8));
  });
});

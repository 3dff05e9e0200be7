import type { Runner } from '@thalweg/graph';
import { savedSettings } from '@thalweg/node';
import type { Parts } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { readNovel } from './data/read-novel.ts';
import { splitNovel } from './data/split-novel.ts';
import { heldOutBits } from './learning/held-out-bits.ts';
import { learnNovel } from './learning/learn-novel.ts';
import { learnTyped } from './learning/learn-typed.ts';
import { writer } from './learning/writer.ts';
import { modelOf } from './models/model-of.ts';
import { spansOf } from './models/spans-of.ts';
import { runSettings, type Settings } from './data/settings.ts';

/** A model of the novel, with all that learns and uses it. */
export type WordsPipeline = ReturnType<typeof wordsPipeline>;

/** Builds a model of the novel, its training, its learning from typed lines, and what writes with it. */
export function wordsPipeline(settings: Settings) {
  const runner: Runner | undefined = settings.runner === 'wasm' ? wasm({ fallback: true }) : undefined;
  const novel = splitNovel(readNovel().slice(0, settings.characters));
  const { alphabet } = novel;
  const model = modelOf(settings, alphabet.kinds);
  const { context, scored } = spansOf(settings);
  const validation = heldOutBits(novel, model, { context, scored, runner });
  const training = learnNovel(novel, model, { ...settings, runner, validation });
  const typed = learnTyped(alphabet, model, { learningRate: settings.typedRate, runner });
  const write = writer(alphabet, model, { context, temperature: settings.temperature, runner });
  const parts: Parts = {
    settings: savedSettings(settings, runSettings),
    novel: training.learn,
    typed: typed.learn,
  };
  return { novel, context, validation, training, typed, write, parts };
}

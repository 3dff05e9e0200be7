import { batch, epochs } from '@thalweg/data';
import { input, mean, type Node, type Runner } from '@thalweg/graph';
import { adam, clipByGlobalNorm, constantRate, join } from '@thalweg/optim';
import { train } from '@thalweg/train';
import { pipe, type Observable } from 'rxjs';
import type { Novel } from '../data/novel.ts';
import { trainingWindows } from '../data/windows.ts';
import { characterLosses, type CharacterModel } from '../models/character-model.ts';
import { schedules, type LearningSettings } from '../data/settings.ts';
import type { HeldOutBits } from './held-out-bits.ts';

/** Options of {@link learnNovel}. */
export interface LearnNovelOptions extends LearningSettings {
  readonly runner: Runner | undefined;
  /** Measured after each pass. */
  readonly validation: Observable<HeldOutBits>;
}

/**
 * Returns the training of a model on the first nine tenths of a novel. The text is cut into streams, which a step reads side by
 * side, a window at a time. The carry goes on from window to window, and starts anew with each pass.
 */
export function learnNovel({ alphabet, training }: Novel, model: CharacterModel, options: LearnNovelOptions) {
  const { streams, window, passes, learningRate, runner, validation } = options;
  const letters = input('letters', [streams, window], 'int32') as Node;
  const next = input('next', [streams, window], 'int32') as Node;
  const logits = model.goingOn(letters, input('fresh', [streams], 'bool') as Node);
  const loss = mean(characterLosses(logits, next)) as Node<readonly []>;

  const batches = trainingWindows(alphabet.codesOf(training), { streams, window }).pipe(batch(streams), epochs(passes));
  const stepsOf = (passes: number): number => batches.length! * passes;
  const steps = stepsOf(passes);
  const { from, to } = options.scheduleSpan ?? { from: 0, to: passes };
  const scheduled = schedules[options.schedule](learningRate, stepsOf(to) - from);
  // A resumed run has taken the steps before its schedule already.
  const rate = from === 0 ? scheduled : join([{ schedule: constantRate(0), steps: from }, scheduled]);
  const optimizer = pipe(clipByGlobalNorm(1), adam({ learningRate: rate }));
  const learn = train(loss, optimizer, { runner, validation });
  return { steps, learn, steps$: batches.pipe(learn) };
}

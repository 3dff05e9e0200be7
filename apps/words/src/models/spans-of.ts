import type { LearningSettings, ModelSettings } from '../data/settings.ts';

/** The numbers of characters that a model reads at a time where it does not learn. */
export interface Spans {
  /** The number of characters that it reads before the first one that it predicts. */
  readonly context: number;
  /** The number of characters that it predicts in a pass over held-out text. */
  readonly scored: number;
}

/**
 * Returns how much a model reads at a time. A recurrent model warms up, and then goes on as long as it likes. A transformer reads
 * no more than the window that it was trained on.
 */
export function spansOf({ model, window }: Pick<ModelSettings & LearningSettings, 'model' | 'window'>): Spans {
  if (model !== 'transformer') return { context: 64, scored: 1024 };
  const context = Math.floor(window / 2);
  return { context, scored: window - context };
}

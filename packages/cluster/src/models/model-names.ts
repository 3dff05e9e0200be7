import type { SealOptions } from '@thalweg/log';
import { checkName, checkSeal } from '@thalweg/log/engine';

/** The option with which published models are sealed. */
export interface SealedModelOptions {
  /**
   * Seals the versions and the key of a model with a key that its publishers and readers have, for a log that others can write:
   * what they write is passed over.
   */
  readonly seal?: SealOptions | undefined;
}

/** The topic and the key of a published model, and what they are sealed with. */
export interface ModelNames {
  readonly topic: string;
  readonly key: string;
  readonly seal: SealOptions | undefined;
}

/** Returns the topic of the versions of a published model, and the key of the newest one. Throws `LogError` for a name that is none. */
export function modelNames(subject: string, name: string, seal?: SealOptions): ModelNames {
  checkName(subject, 'topic', name);
  return { topic: `${name}.models`, key: `${name}.model`, seal: checkSeal(subject, seal) };
}

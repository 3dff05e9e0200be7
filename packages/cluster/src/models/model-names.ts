import { checkName } from '@thalweg/log/engine';

/** The topic and the key of a published model. */
export interface ModelNames {
  readonly topic: string;
  readonly key: string;
}

/** Returns the topic of the versions of a published model, and the key of the newest one. Throws `LogError` for a name that is none. */
export function modelNames(subject: string, name: string): ModelNames {
  checkName(subject, 'topic', name);
  return { topic: `${name}.models`, key: `${name}.model` };
}

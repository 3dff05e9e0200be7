import { jsonCodec, topic, type Topic } from '@thalweg/log';

/** The part of an example that is known before its label. */
export interface Observed {
  readonly id: number;
  readonly x: readonly number[];
}

/** The label of a thing, which comes later. */
export interface Label {
  readonly id: number;
  readonly y: number;
}

/** The topics of an online learner: what is observed, and labels. */
export interface LabelTopics {
  readonly observed: Topic<Observed>;
  readonly label: Topic<Label>;
}

export function labelTopics(name: string): LabelTopics {
  return { observed: topic(`${name}.observed`, jsonCodec()), label: topic(`${name}.labels`, jsonCodec()) };
}

import { LogError } from '../port/log-error.ts';
import { printed } from '@thalweg/tensor/engine';
import type { Message } from './message.ts';
import type { Topic } from './topic.ts';

/** Topics by the names that a reader gives them. */
// Any topic, since topics of different values stand beside each other.
// oxlint-disable-next-line typescript/no-explicit-any
export type TopicsByName = Readonly<Record<string, Topic<any>>>;

/** Messages of several topics, told apart by `name`. */
export type MessageOf<N extends TopicsByName> = {
  [K in keyof N & string]: N[K] extends Topic<infer T> ? Message<T> & { readonly name: K } : never;
}[keyof N & string];

/** Values of several topics, told apart by `name`. */
export type NamedValueOf<N extends TopicsByName> = {
  [K in keyof N & string]: N[K] extends Topic<infer T> ? { readonly name: K; readonly value: T } : never;
}[keyof N & string];

/** True for a single topic. */
export function isTopic(topics: Topic<unknown> | TopicsByName): topics is Topic<unknown> {
  return typeof topics.name === 'string';
}

/** Returns topics with their names. Throws {@link LogError} for none, for what is no topic, and for one given twice. */
export function namedTopics(subject: string, topics: Topic<unknown> | TopicsByName): [name: string, Topic<unknown>][] {
  if (Array.isArray(topics))
    throw new LogError(
      'invalid',
      subject,
      'there must be a topic, or several by name',
      'an array',
      'Name them: { first, second }.',
    );
  const named = isTopic(topics) ? [[topics.name, topics] as [string, Topic<unknown>]] : Object.entries(topics);
  const wrong = named.find(
    ([, one]) => typeof (one as Partial<Topic<unknown>> | undefined)?.codec?.decode !== 'function',
  );
  if (wrong !== undefined || named.length === 0)
    throw new LogError(
      'invalid',
      subject,
      'there must be a topic, or several by name',
      wrong === undefined ? 'none' : printed(wrong[1]),
      "Make one: topic('payments', jsonCodec()).",
    );
  if (new Set(named.map(([, { name }]) => name)).size < named.length)
    throw new LogError(
      'invalid',
      subject,
      'each topic must be given once',
      named.map(([, { name }]) => name).join(', '),
      'Leave one out.',
    );
  return named;
}

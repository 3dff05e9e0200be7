import { lastValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import { jsonCodec } from './json-codec.ts';
import { readTopic } from './read-topic.ts';
import { topic } from './topic.ts';
import type { TopicOffset } from './topic-offset.ts';

const numbers = topic('numbers', jsonCodec<number>());
const with1 = (producer: unknown): unknown => ({
  sequence: 9,
  topics: { numbers: { epoch: 0, producers: [producer] } },
});

it.each<[string, unknown]>([
  ['a text', 'here'],
  ['null', null],
  ['a sequence above 2⁵³', { sequence: 2 ** 60, topics: {} }],
  ['a sequence that is no whole number', { sequence: 0.5, topics: {} }],
  ['topics in an array', { sequence: 1, topics: [] as unknown[] }],
  ['an epoch above 2⁴⁸', { sequence: 1, topics: { numbers: { epoch: 2 ** 49, producers: [] } } }],
  [
    'an epoch above 2⁴⁸ of a topic with the name of a member of all objects',
    { sequence: 1, topics: { constructor: { epoch: 2 ** 49, producers: [] } } },
  ],
  ['no producers', { sequence: 1, topics: { numbers: { epoch: 1 } } }],
  ['2,000 producers', { sequence: 1, topics: { numbers: { epoch: 1, producers: many(2000) } } }],
  ['a producer without a sequence', with1(['a', 1, []])],
  ['a producer with a name of 1,000 characters', with1(['a'.repeat(1000), 1, [], 1])],
  ['a producer with 2,000 missing counts', with1(['a', 5000, Array.from({ length: 2000 }, (_, i) => i + 1), 1])],
  ['a missing count that is a text', with1(['a', 5, ['1'], 1])],
])('refuses an offset that is %s', async (_, offset) => {
  const read = lastValueFrom(readTopic(memoryLog(), numbers, { offset: offset as TopicOffset }).pipe(toArray()));
  await expect(read).rejects.toMatchObject({ reason: 'invalid', subject: 'readTopic' });
});

function many(count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => [`p${i}`, 1, [], 1]);
}

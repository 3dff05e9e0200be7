import { expect, it } from 'vitest';
import { natsLog } from './nats-log.ts';

it.each([
  [{ name: 'two.words' }, 'natsLog: the name must be one word, got two.words.'],
  [{ patience: 90_000 }, 'natsLog: patience must be at most 60,000 ms, got 90000.'],
  [{ keep: { entries: 0 } }, 'natsLog: entries must be a whole number from 1, got 0.'],
  [{ keep: { hours: 1 } as never }, "keep: an option must be a known name, got 'hours'."],
  [{ replicas: 1.5 }, 'natsLog: replicas must be a whole number from 1, got 1.5.'],
])('natsLog refuses %o', (options, message) => {
  expect(() => natsLog(options)).toThrow(message);
});

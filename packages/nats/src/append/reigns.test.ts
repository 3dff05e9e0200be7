import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import type { Link } from '../link/link.ts';
import type { Message, Publisher } from './publisher.ts';
import { Reigns } from './reigns.ts';

/** Reigns over a server whose answers a test gives, and what was published in which order. */
function reignsOf() {
  const answers: (() => void)[] = [];
  const getMessage = (): Promise<null> => new Promise(resolve => answers.push(() => resolve(null)));
  const link = { up: true, closed: false, changed: new Subject(), manager: { streams: { getMessage } } };
  const published: string[] = [];
  const publish = async ({ id }: Message) => ({ sequence: published.push(id), duplicate: false });
  const reigns = new Reigns({ publish } as unknown as Publisher, link as unknown as Link, {
    stream: 'log',
    patience: 1000,
  });
  const write = (id: string): Promise<number> =>
    reigns.publishWithoutReign('a', { id, subject: 'log.a.p', bytes: new Uint8Array(1) }, 'log.a.e');
  return { write, answers, published };
}

it('keeps the order of writes without a reign while it asks for the epoch of their topic', async () => {
  const { write, answers, published } = reignsOf();
  const writes = [write('1'), write('2')];
  await new Promise(resolve => setTimeout(resolve, 1));
  answers[0]!();
  // Some come in each turn until the first are done.
  for (let i = 3; i <= 20; i++) {
    writes.push(write(String(i)));
    await Promise.resolve();
  }
  await new Promise(resolve => setTimeout(resolve, 1));
  for (const answer of answers) answer();
  expect(await Promise.all(writes)).toEqual(writes.map((_, i) => i + 1));
  expect(published).toEqual(writes.map((_, i) => String(i + 1)));
  expect(answers).toHaveLength(1);
});

import { headers, type Msg } from '@nats-io/nats-core';
import { describe, expect, it } from 'vitest';
import type { Link } from '../link/link.ts';
import { ServerConsumer, type ConsumerListener } from './server-consumer.ts';

/** A consumer over a connection that does nothing, and what it tells. */
function consumerOf() {
  const told: string[] = [];
  let receive: (message: Msg) => void = () => {};
  const connection = {
    subscribe: (_: string, { callback }: { callback: (error: null, message: Msg) => void }) => {
      receive = message => callback(null, message);
      return { unsubscribe: () => {} };
    },
    publish: () => {},
    isClosed: () => false,
    info: undefined,
  };
  const manager = { getOptions: () => ({}), consumers: { delete: () => Promise.resolve(true) } };
  const listener: ConsumerListener = {
    received: ({ sequence }) => told.push(`received ${sequence}`),
    requestEnded: () => told.push('request ended'),
    idle: () => told.push('idle'),
    broken: () => told.push('broken'),
  };
  const link = { connection, manager, up: true } as unknown as Link;
  const consumer = new ServerConsumer(link, { stream: 'log', subject: 'log.a.*', from: 1 }, listener);
  return { consumer, told, receive: (message: Partial<Msg>) => receive(message as Msg) };
}

function status(code: number, pending?: string): Partial<Msg> {
  const all = headers(code, 'an end');
  if (pending !== undefined) all.append('Nats-Pending-Messages', pending);
  return { headers: all, data: new Uint8Array(0), reply: '' };
}

describe('an end of a request', () => {
  it('that says how much of it is left makes room for that', () => {
    const { consumer, told, receive } = consumerOf();
    consumer.request(10);
    receive(status(408, '4'));
    expect([consumer.outstanding, told]).toEqual([6, ['request ended']]);
    consumer.close();
  });

  it.each(['-1', '11', '0.5', '1e300', 'NaN', 'Infinity', 'x', '', '4 4', undefined])(
    'that leaves what cannot be, %j, breaks the consumer, which is made again',
    pending => {
      const { consumer, told, receive } = consumerOf();
      consumer.request(10);
      receive(status(408, pending));
      expect([told, consumer.closed]).toEqual([['broken'], true]);
    },
  );
});

it.each(['log.a.1.2', '$JS.ACK.log.c.1.5.2.1700000000000000000.0', '$JS.ACK.log.c.1.x.1.1700000000000000000.0'])(
  'a delivery that is not the next one breaks the consumer: %s',
  reply => {
    const { consumer, told, receive } = consumerOf();
    consumer.request(10);
    receive({ reply, data: new Uint8Array(1) });
    expect([told, consumer.closed]).toEqual([['broken'], true]);
    receive({ reply: '$JS.ACK.log.c.1.5.1.1700000000000000000.0', data: new Uint8Array(1) });
    expect(told).toEqual(['broken']);
  },
);

import { memoryLog } from '@thalweg/log';
import { ContractError, encodeSafetensors, tensor } from '@thalweg/tensor';
import { lastValueFrom, of, take, throwError, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { bitsOf, features, labels, newBack, newFront } from '../testing/halves.ts';
import { logEdge } from './log-edge.ts';
import { portEdge, type EdgePort } from './port-edge.ts';

const open: MessagePort[] = [];

function channel(): [front: MessagePort, back: MessagePort] {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  return [port1, port2];
}

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** How a subscription ends. */
const ending = (steps$: Parameters<typeof lastValueFrom>[0]): Promise<unknown> =>
  lastValueFrom(steps$, { defaultValue: 'nothing' }).then(
    () => 'complete',
    (error: unknown) => error,
  );

describe('portEdge', () => {
  it('ends what it receives with the error of the demand', async () => {
    const [a] = channel();
    const failed = new Error('no demand');
    const received$ = portEdge(a)
      .open('front')
      .receive({ demand: throwError(() => failed) });
    expect(await ending(received$)).toBe(failed);
  });

  it.each([1, 3])('halves over a port get the bits of halves over a log, at depth %i', async depth => {
    const log = memoryLog();
    const [a, b] = channel();
    const overLog = [newFront({ edge: logEdge(log, 'cut'), depth }), newBack({ edge: logEdge(log, 'cut') })] as const;
    const overPort = [newFront({ edge: portEdge(a), depth }), newBack({ edge: portEdge(b) })] as const;
    const all = [...overLog, ...overPort].map((half, i) =>
      lastValueFrom((i % 2 === 0 ? features() : labels()).pipe(half, toArray())),
    );
    const [ofLog, , ofPort] = await Promise.all(all);
    expect(ofPort).toEqual(ofLog);
    expect(overPort.map(bitsOf)).toEqual(overLog.map(bitsOf));
  });

  it.each(['front', 'back'])('a half fails when the other one is lost: the %s half', async lost => {
    const [a, b] = channel();
    const front = features().pipe(newFront({ edge: portEdge(a), depth: 2 }));
    const back = labels().pipe(newBack({ edge: portEdge(b) }));
    const endings = [
      ending(lost === 'front' ? front.pipe(take(2)) : front),
      ending(lost === 'back' ? back.pipe(take(2)) : back),
    ];
    const [ofFront, ofBack] = await Promise.all(endings);
    expect(lost === 'front' ? ofFront : ofBack).toBe('complete');
    expect(String(lost === 'front' ? ofBack : ofFront)).toMatch(`the ${lost} half must stay until both have ended`);
  });

  it('a half fails when the port of the other one is closed, as when its thread ends', async () => {
    const [a, b] = channel();
    const steps = ending(features().pipe(newFront({ edge: portEdge(a) })));
    b.close();
    expect(String(await steps)).toMatch('the back half must stay until both have ended, got a closed port');
  });

  it('a half fails on a message that is none of the other half', async () => {
    const [a, b] = channel();
    const steps = ending(features().pipe(newFront({ edge: portEdge(a) })));
    b.postMessage({ hello: 1 });
    expect(String(await steps)).toMatch('portEdge: the port must carry the messages of the halves only, got object');
    const [c, d] = channel();
    const others = ending(features().pipe(newFront({ edge: portEdge(c) })));
    d.postMessage(encodeSafetensors({ cut: tensor([1]) }));
    expect(String(await others)).toMatch('edge: a message must have the number of its step, got undefined');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['another word', 'end'],
    ['a number', -1],
    ['a list', []],
    ['doubles', new Float64Array(8)],
    ['no bytes', new Uint8Array()],
    ['bytes of nothing', new Uint8Array(64)],
    ['a header that is longer than the bytes', new Uint8Array(8).fill(255)],
    ['a step of -1', encodeSafetensors({}, { step: '-1' })],
    ['a step of 1e300', encodeSafetensors({}, { step: '1e300' })],
    ['a step that is no number', encodeSafetensors({}, { step: 'x' })],
    ['a key that is no JSON', encodeSafetensors({}, { step: '1', key: '{{{' })],
  ])('a half fails with an error of ours on %s, and does not end the process', async (_, message) => {
    const [a, b] = channel();
    const steps = ending(features().pipe(newFront({ edge: portEdge(a) })));
    b.postMessage(message);
    expect(await steps).toBeInstanceOf(ContractError);
  });

  it('a half fails on more messages than it can have asked for', () => {
    let listener = (_: object): void => {};
    const port: EdgePort = {
      postMessage: () => {},
      addEventListener: (type, added) => void (type === 'message' && (listener = added)),
      removeEventListener: () => {},
    };
    const errors: unknown[] = [];
    let count = 0;
    const received$ = portEdge(port)
      .open('front')
      .receive({ demand: of(2, 3) });
    received$.subscribe({ next: () => count++, error: error => errors.push(error) });
    for (let step = 1; step <= 10_006; step++) listener({ data: encodeSafetensors({}, { step: String(step) }) });
    expect(count).toBe(10_005);
    expect(String(errors[0])).toContain('got 10001 that nobody asked for');
  });

  it('listens from a subscription to its end, and tells the other half of it', () => {
    const listeners: string[] = [];
    const posted: unknown[] = [];
    const port: EdgePort = {
      postMessage: message => void posted.push(message),
      addEventListener: type => void listeners.push(type),
      removeEventListener: type => void listeners.splice(listeners.indexOf(type), 1),
    };
    const subscription = labels()
      .pipe(newBack({ edge: portEdge(port) }))
      .subscribe();
    expect(listeners).toEqual(['message', 'close']);
    subscription.unsubscribe();
    expect([listeners, posted]).toEqual([[], ['lost']]);
  });
});

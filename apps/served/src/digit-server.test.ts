import { tensor } from '@thalweg/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digitServer } from './digit-server.ts';

describe('digitServer', () => {
  const server = digitServer(record => {
    const { image } = record as { image: { data: Float32Array } };
    // The digit that the first pixel says.
    return tensor([Array.from({ length: 10 }, (_, digit) => (digit === Math.round(image.data[0]! * 255) ? 1 : 0))]);
  });
  let url = '';
  const ask = (body: Uint8Array<ArrayBuffer>): Promise<Response> =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body });

  beforeAll(async () => void (url = `http://127.0.0.1:${await server.listen()}/digit`));
  afterAll(() => server.close());

  it('answers with the likeliest digit and the version of the model', async () => {
    server.version = 12;
    for (const digit of [0, 7]) {
      const image = new Uint8Array(784).fill(digit);
      expect(await (await ask(image)).json()).toEqual({ digit, version: 12 });
    }
  });

  it('refuses what is no image', async () => {
    const answer = await ask(new Uint8Array(3));
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'the body must have 784 bytes' }]);
  });
});

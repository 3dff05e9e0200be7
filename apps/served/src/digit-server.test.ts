import { readFileSync } from 'node:fs';
import { tensor } from '@thalweg/tensor';
import type { InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { digitServer } from './digit-server.ts';

/** Predicts the digit that the first pixel says. */
const predict = (record: object) => {
  const { image } = record as { image: { data: Float32Array } };
  const first = Math.round(image.data[0]! * 255);
  return tensor([Array.from({ length: 10 }, (_, digit) => (first > 9 ? NaN : digit === first ? 1 : 0))]);
};
const bytes = { 'content-type': 'application/octet-stream' };
const ask = async (request: InjectOptions, options?: Parameters<typeof digitServer>[1]) => {
  const server = digitServer(predict, options);
  server.version = 12;
  const { statusCode, headers, body } = await server.app.inject({ method: 'POST', url: '/digit', ...request });
  await server.close();
  return { status: statusCode, headers, body: body === '' ? undefined : (JSON.parse(body) as object) };
};
const image = (first: number) => ({ headers: bytes, payload: Buffer.alloc(784, first) });
const error = (code: string, message: unknown = expect.any(String)) => ({ error: { code, message } });

describe('digitServer', () => {
  it.each([0, 7])('answers with the likeliest digit and the version of the model: %d', async digit => {
    expect(await ask(image(digit))).toMatchObject({ status: 200, body: { digit, version: 12 } });
  });

  it.each<[string, InjectOptions, number, object]>([
    ['too few bytes', { headers: bytes, payload: Buffer.alloc(3) }, 400, error('bad-request', 'body: must have 784 bytes, got 3.')],
    ['no bytes', { headers: bytes }, 400, error('bad-request', 'body: must have 784 bytes, got 0.')],
    ['too many bytes', { headers: bytes, payload: Buffer.alloc(785) }, 413, error('payload-too-large')],
    ['no body', {}, 415, error('unsupported-media-type', 'body: must be application/octet-stream, got none.')],
    ['a text', { headers: { 'content-type': 'text/plain' }, payload: 'x'.repeat(784) }, 415, error('unsupported-media-type')],
    ['JSON with a length', { payload: { length: 784 } }, 415, error('unsupported-media-type')],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'length=784' }, 415, error('unsupported-media-type')],
    ['no type', { headers: { 'content-type': '' }, payload: Buffer.alloc(784) }, 415, error('unsupported-media-type')],
    ['another path', { url: '/digits' }, 404, error('not-found', 'No route POST /digits.')],
    ['another method', { method: 'GET' }, 404, error('not-found')],
    ['an address that cannot be decoded', { url: '/%zz' }, 400, error('bad-request')],
  ])('refuses %s, in one form of error', async (_, request, status, body) => {
    expect(await ask(request)).toMatchObject({ status, body });
  }); // prettier-ignore

  it('answers that it failed, and no digit, for a model that gives no numbers', async () => {
    expect(await ask(image(200))).toMatchObject({ status: 500, body: error('internal-server-error', 'The server failed. Its log says why.') }); // prettier-ignore
  });

  it('asks for a token if it has one', async () => {
    const options = { token: 'secret' };
    expect(await ask(image(1), options)).toMatchObject({ status: 401 });
    for (const authorization of ['', 'secret', 'Bearer', 'Bearer secre', 'Bearer secret ', 'Bearer x'])
      expect(await ask({ ...image(1), headers: { ...bytes, authorization } }, options)).toMatchObject({ status: 401, body: error('unauthorized') }); // prettier-ignore
    expect(await ask({ ...image(1), headers: { ...bytes, authorization: 'Bearer secret' } }, options)).toMatchObject({ status: 200 }); // prettier-ignore
  });

  it('allows only the origins in its options to read answers', async () => {
    const origin = 'https://example.org';
    const request = { ...image(1), headers: { ...bytes, origin } };
    const preflight: InjectOptions = {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    };
    const allowed = 'access-control-allow-origin';
    for (const origins of [undefined, [], ['https://example.com'], ['*']]) {
      expect((await ask(request, { origins })).headers).not.toHaveProperty(allowed);
      expect(await ask(preflight, { origins })).toMatchObject({ status: 404 });
    }
    const options = { origins: [origin], token: 'secret' };
    expect(await ask(preflight, options)).toMatchObject({
      status: 204,
      headers: { [allowed]: origin, vary: 'origin' },
    });
    expect(await ask(request, options)).toMatchObject({ status: 401, headers: { [allowed]: origin } });
  });

  it('shares its guards with the example of a fraud service, which users copy', () => {
    const example = new URL('../../../examples/fraud-service/src/guarded.ts', import.meta.url);
    expect(readFileSync(example, 'utf8')).toBe(readFileSync(new URL('guarded.ts', import.meta.url), 'utf8'));
  });
});

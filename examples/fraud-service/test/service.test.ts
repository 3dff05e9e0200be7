import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openService } from '../src/service.ts';

const folder = await mkdtemp(join(tmpdir(), 'fraud-'));
after(() => rm(folder, { recursive: true }));
const payment = { amount: 12.5, merchant: 'books', country: 'AT' };

describe('the service', () => {
  it('scores a payment at once, learns its label later, and goes on after it was closed', async () => {
    const first = openService(folder);
    const { id, score } = (await first.inject({ method: 'POST', url: '/events', payload: payment })).json();
    assert.equal(score, 0.5);
    for (const time of [1, 2]) {
      const { statusCode } = await first.inject({ method: 'POST', url: '/labels', payload: { id, fraud: 1 } });
      assert.equal(statusCode, 202, `label ${time}`);
    }
    await until(async () => (await metricsOf(first)).messages.labels === 2);
    const { learned, messages } = await metricsOf(first);
    assert.deepEqual([learned, messages.joined, messages.duplicate], [1, 1, 1]);
    await first.close();

    const second = openService(folder);
    const again = (await second.inject({ method: 'POST', url: '/events', payload: payment })).json();
    assert.ok(again.score > 0.5, `a payment like a fraud has the score ${again.score}`);
    assert.deepEqual((await second.inject('/learned')).json(), { count: 1, ids: [id] });
    await second.close();
  });

  it('refuses what is not a payment, and learns nothing of it', async () => {
    const app = openService(join(folder, 'other'));
    const bad = ['{"amount": NaN}', '{}', '[]', { ...payment, amount: '12' }, { ...payment, amount: -1 }];
    for (const body of [...bad, JSON.stringify(payment).replace('12.5', '1e999')]) {
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      const headers = { 'content-type': 'application/json' };
      const answer = await app.inject({ method: 'POST', url: '/events', payload, headers });
      assert.equal(answer.statusCode, 400, payload);
      assert.equal(answer.json().error.code, 'bad-request');
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      const request = { method: 'POST', url: '/events', payload: JSON.stringify(payment) } as const;
      const { statusCode } = await app.inject({ ...request, headers: { 'content-type': type } });
      assert.equal(statusCode, 415, type);
    }
    assert.equal((await app.inject({ method: 'POST', url: '/labels' })).statusCode, 400);
    const long = JSON.stringify({ ...payment, merchant: 'x'.repeat(5000) });
    const { statusCode } = await app.inject({ method: 'POST', url: '/events', payload: long, headers: { 'content-type': 'application/json' } }); // prettier-ignore
    assert.equal(statusCode, 413);
    assert.equal((await metricsOf(app)).messages.records, 0);
    await app.close();
  });

  it('asks for a token if it has one', async () => {
    const app = openService(join(folder, 'guarded'), { token: 'secret' });
    assert.equal((await app.inject('/metrics')).statusCode, 401);
    const headers = { authorization: 'Bearer secret' };
    assert.equal((await app.inject({ url: '/metrics', headers })).statusCode, 200);
    await app.close();
  });
});

async function metricsOf(app: ReturnType<typeof openService>) {
  return (await app.inject('/metrics')).json();
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setImmediate(resolve));
}

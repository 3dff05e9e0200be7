import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, before, it } from 'node:test';
import workerd from 'workerd';

// Any free port, which workerd tells on its control channel.
const options = ['serve', '--socket-addr=http=127.0.0.1:0', '--control-fd=3', 'config.capnp'];
const host = spawn(workerd.default, options, { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
let address = '';

before(async () => {
  for await (const line of createInterface(host.stdio[3] as Readable)) {
    const { event, port } = JSON.parse(line) as { event: string; port: number };
    if (event !== 'listen') continue;
    address = `http://127.0.0.1:${port}`;
    return;
  }
});
after(() => host.kill());

const ask = async (x: unknown) => {
  const response = await fetch(address, { method: 'POST', body: JSON.stringify({ x }) });
  return { status: response.status, ...((await response.json()) as { species?: string; error?: string }) };
};

it('knows three irises', async () => {
  const flowers = [
    [5.1, 3.5, 1.4, 0.2],
    [6.0, 2.9, 4.5, 1.5],
    [6.3, 3.3, 6.0, 2.5],
  ];
  const answers = await Promise.all(flowers.map(ask));
  assert.deepEqual(
    answers.map(({ species }) => species),
    ['setosa', 'versicolor', 'virginica'],
  );
});

it('refuses what is not a flower', async () => {
  const { status, error } = await ask([1, 2]);
  assert.equal(status, 400);
  assert.match(error!, /x/);
});

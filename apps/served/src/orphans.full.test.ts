/** @module-tag nats */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startNatsServer } from '@thalweg/nats/server';
import { programOptions } from '@thalweg/programs/program';
import { expect, it } from 'vitest';
import type { Task } from './child-message.ts';

it.each(['learner', 'predictor'])('a %s ends when its parent is gone', async program => {
  const server = await startNatsServer();
  const [launcher, ...options] = programOptions(new URL(`${program}.ts`, import.meta.url));
  const child = fork(launcher!, options, { serialization: 'advanced', execArgv: [] });
  try {
    const settings = { predictors: 1, seconds: 1, connections: 1, rate: undefined, hidden: 8, seed: 1, json: true };
    const task: Task = { server: server.url, settings: { ...settings, publishEvery: 0.1 } };
    child.send(task);
    // It has opened its log, or listens.
    await once(child, 'message');
    const exit = once(child, 'exit');
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await server.stop();
  }
});

import { describe, expect, it } from 'vitest';
import type { RoomState } from '../../page/address.ts';
import { printed } from '../../testing/printed.ts';
import { monitors } from './monitors.ts';
import { reactions } from './reactions.ts';
import { Run } from './run.ts';
import { parseSettings } from './settings.ts';
import { typescriptOf } from './typescript.ts';

/** Returns what the program of a state should print, from the pipeline of the room. */
function expected(state: RoomState): string {
  const { settings } = parseSettings(state);
  const run = new Run(settings);
  run.advance(settings.event);
  return [
    `event ${run.pipeline.event} waiting for labels ${run.pipeline.waiting}`,
    ...reactions.map(
      ({ name }, i) => `${name} accuracy ${run.pipeline.accuracies[i]} reacted ${run.history.reactions[i]!.join()}`,
    ),
    ...monitors.map(({ name }, i) => `${name} alarms ${run.history.alarms[i]!.join()}`),
    '',
  ].join('\n');
}

describe('the program of a state', () => {
  it.each<RoomState>([
    { event: '300' },
    {
      drift: 'sudden~300,gradual~700,recurring~1200',
      late: '60',
      detector: 'ddm',
      noise: '0.1',
      seed: '9',
      event: '1990',
    },
  ])('prints the numbers of the room: %o', async state => {
    expect(await printed([typescriptOf(state)])).toEqual([expected(state)]);
  });
});

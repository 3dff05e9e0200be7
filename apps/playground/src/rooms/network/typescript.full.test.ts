import { describe, expect, it } from 'vitest';
import type { RoomState } from '../../page/address.ts';
import { printed } from '../../testing/printed.ts';
import { measure } from './training/history.ts';
import { Run } from './training/run.ts';
import { parseSettings } from './training/settings-address.ts';
import { typescriptOf } from './typescript.ts';

/** Returns what the page shows in a state. */
function shownBy(state: RoomState): unknown {
  const { settings } = parseSettings(state);
  const run = new Run(settings);
  while (run.step < settings.step) run.advance(settings);
  return measure(run);
}

describe('the program of a training', () => {
  it.each<[string, RoomState]>([
    ['a new room', { step: '60' }],
    [
      'sliders that were moved, a penalty, own points and weights set by hand',
      {
        on: 'gaussians',
        classes: '3',
        noise: '0.5',
        points: '1,2,2~-3,0.5,0',
        layers: '4,3',
        activation: 'gelu',
        penalty: 'l2',
        strength: '0.001~20:0.01',
        optimizer: 'momentum',
        rate: '0.03~10:0.1',
        edits: '0:0.0.1:0.5~30:1.b.2:-1',
        step: '50',
      },
    ],
    [
      'only own points',
      { on: 'none', points: '1,2,1~-3,0.5,0~2,2,1~-2,-2,0', layers: 'none', optimizer: 'lion', step: '9' },
    ],
  ])('trains the network of %s to the same numbers', async (_, state) => {
    const [text] = await printed([typescriptOf(state)]);
    expect(JSON.parse(text!)).toEqual(shownBy(state));
  });
});

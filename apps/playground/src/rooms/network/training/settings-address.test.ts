import { describe, expect, it } from 'vitest';
import { firstDials, FIRST, type Settings } from './settings.ts';
import { formatSettings, parseSettings } from './settings-address.ts';

describe('the address of a training', () => {
  it('has only the step of a new one', () => {
    expect(formatSettings({ ...FIRST, step: 7 })).toEqual({ step: '7' });
    expect(parseSettings({})).toEqual({ settings: FIRST, problems: [] });
  });

  it('has everything that another visitor needs', () => {
    const settings: Settings = {
      shape: 'gaussians',
      classes: 4,
      noise: 0.25,
      points: [
        [1.5, -2, 3],
        [0, 0.25, 0],
      ],
      features: ['x1', 'sinx2'],
      layers: [8, 2],
      activation: 'gelu',
      penalty: 'l2',
      strength: [
        [0, 0.01],
        [50, 0.1],
      ],
      optimizer: 'momentum',
      dials: {
        ...firstDials('momentum'),
        rate: [
          [0, 0.03],
          [120, 0.5],
        ],
      },
      batch: 32,
      edits: [
        { step: 10, layer: 1, from: 3, to: 1, value: -1.5 },
        { step: 12, layer: 2, from: undefined, to: 3, value: 1e-7 },
      ],
      seed: 4,
      step: 200,
      speed: 60,
      tests: true,
      ahead: true,
      chosen: { layer: 1, from: 3, to: 0 },
    };
    const address = formatSettings(settings);
    expect(address).toMatchObject({ edits: '10:1.3.1:-1.5~12:2.b.3:1e-7', layers: '8,2', rate: '0.03~120:0.5' });
    expect(parseSettings(address)).toEqual({ settings, problems: [] });
  });

  it('keeps a network without hidden layers', () => {
    const settings = { ...FIRST, layers: [] };
    expect(parseSettings(formatSettings(settings)).settings).toEqual(settings);
  });

  it.each([
    ['on', 'swirl'],
    ['classes', '5'],
    ['noise', '-1'],
    ['points', '1,2~3'],
    ['points', '1,2,7'],
    ['features', 'x3'],
    ['features', ''],
    ['layers', '9'],
    ['layers', '1,1,1,1,1,1'],
    ['activation', 'step'],
    ['penalty', 'l3'],
    ['strength', '7'],
    ['optimizer', 'newton'],
    ['rate', '100'],
    ['batch', '0'],
    ['edits', '1:0.0.0'],
    ['edits', '1:0.7.0:1'],
    ['weight', '0.0'],
    ['weight', '3.8.0'],
    ['seed', '-1'],
    ['step', '1e9'],
    ['speed', '7'],
    ['tests', 'yes'],
  ])('reports %s=%s, and uses its default', (key, text) => {
    const { settings, problems } = parseSettings({ [key]: text });
    expect(problems).toEqual([`“${key}=${text}” could not be read and was left out.`]);
    expect(settings).toEqual(FIRST);
  });

  it('reports more classes than a shape has', () => {
    expect(parseSettings({ on: 'xor', classes: '3' }).problems).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { parseCsv } from './points-text.ts';
import { formatSettings, parseSettings } from './settings-address.ts';
import { FIRST, firstDials, type Settings } from './settings.ts';

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

describe('pasted points', () => {
  it('are read with or without a header, with commas, semicolons or tabs', () => {
    const points = [
      [1.5, -2, 0],
      [0.26, 3, 1],
    ];
    for (const text of ['x,y,class\n1.5,-2,0\n0.255,3,1\n', '1.5; -2; 0\r\n\r\n0.255; 3; 1', '1.5\t-2\t0\n0.255\t3\t1'])
      expect(parseCsv(text)).toEqual({ points });
  });

  it('take the minus sign that pages print', () => {
    expect(parseCsv('−1, 2, 0')).toEqual({ points: [[-1, 2, 0]] });
  });

  it.each([
    ['1,2,0\n3,4', 'Line 2 has 2 of the 3 values x, y, class: “3,4”.'],
    ['1,2,0\n\n3,x,1', 'Line 3 needs x and y as numbers from −6 to 6: “3,x,1”.'],
    ['7,2,0', 'Line 1 needs x and y as numbers from −6 to 6: “7,2,0”.'],
    ['1,2,4', 'Line 1 needs a whole number from 0 to 3 as its class: “1,2,4”.'],
    ['x,y,class', 'There is no point: each line has x, y and a class, such as 1.5, −2, 0.'],
    ['1,2,0\n'.repeat(401), 'There are 401 points; at most 400 fit.'],
  ])('say what is wrong and where: %j', (text, error) => {
    expect(parseCsv(text)).toEqual({ error });
  });
});

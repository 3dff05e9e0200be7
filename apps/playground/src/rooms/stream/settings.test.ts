import { describe, expect, it } from 'vitest';
import { leftOut } from '../../page/address.ts';
import { firstSettings, formatSettings, LAST_EVENT, parseSettings, type Settings } from './settings.ts';

describe('settings', () => {
  it('survive the address', () => {
    const settings: Settings = {
      seed: 7,
      drifts: [
        { kind: 'sudden', at: 400 },
        { kind: 'recurring', at: 1200 },
      ],
      noise: 0.1,
      late: 120,
      detector: 'ddm',
      event: 2345,
      speed: 300,
    };
    const address = formatSettings(settings);
    expect(address['drift']).toBe('sudden~400,recurring~1200');
    expect(parseSettings(address)).toEqual({ settings, problems: [] });
  });

  it('leave out defaults', () => {
    expect(formatSettings(firstSettings())).toEqual({ event: '500' });
  });

  it.each([
    ['drift', 'sudden'],
    ['drift', 'sudden~400,gradual~400'],
    ['drift', 'slow~4'],
    ['drift', Array.from({ length: 21 }, (_, i) => `sudden~${i}`).join()],
    ['late', '501'],
    ['late', '-1'],
    ['detector', 'kswin'],
    ['noise', '0.3'],
    ['event', `${LAST_EVENT + 1}`],
    ['seed', '1.5'],
    ['speed', '7'],
  ])('report %s=%s and take the default', (key, text) => {
    expect(parseSettings({ [key]: text })).toEqual({
      settings: firstSettings(),
      problems: [leftOut(key, text)],
    });
  });
});

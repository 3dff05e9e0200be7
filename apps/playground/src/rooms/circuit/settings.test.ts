import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../page/address.ts';
import { firstSettings, formatSettings, parseSettings, type Settings } from './settings.ts';

const first = firstSettings();
const own: Settings = {
  on: undefined,
  text: '(at + y) * of',
  values: new Map([
    ['at', -2.5],
    ['y', 1e-7],
    ['of', 3],
  ]),
  at: 4,
  h: 0.01,
};

describe('settings in the address', () => {
  it('are read as they were written, also with inputs that are called as the room’s own keys', () => {
    const fragment = formatAddress({ room: 'circuit', state: formatSettings(own) });
    expect(fragment).toBe('#/circuit?of=(at%20%2B%20y)%20*%20of&.at=-2.5&y=1e-7&.of=3&at=4&h=0.01');
    expect(parseSettings(parseAddress(fragment).state)).toEqual({ settings: own, problems: [] });
  });

  it('may be typed by hand', () => {
    const { state } = parseAddress('#/circuit?of=(x + y) * z&x=-2&y=5&z=-4&at=7');
    const { settings, problems } = parseSettings(state);
    expect(problems).toEqual([]);
    expect(settings.text).toBe('(x + y) * z');
    expect([...settings.values.values()]).toEqual([-2, 5, -4]);
  });

  it('leave out what is as at first', () => {
    expect(formatSettings(first)).toEqual({ on: 'first' });
    expect(formatSettings({ ...first, at: 'end' })).toEqual({ on: 'first', at: 'end' });
    expect(parseSettings({ at: 'end' }).settings.at).toBe('end');
    expect(parseSettings({})).toEqual({ settings: first, problems: [] });
    expect(parseSettings({ on: 'first', x: '3' }).settings.values.get('x')).toBe(3);
  });

  it('may have elements of tensors, also of those that are called as the room’s own keys', () => {
    const { settings, problems } = parseSettings({ on: 'lstm', '.h': '0.5', W3: '2' });
    expect(problems).toEqual([]);
    expect(settings.values.get('h')).toBe(0.5);
    expect(formatSettings(settings)).toEqual({ on: 'lstm', '.h': '0.5', W3: '2' });
  });

  it.each([
    ['on', 'nowhere'],
    ['at', '-1'],
    ['at', '1.5'],
    ['h', '0'],
    ['h', '1'],
    ['x', ''],
    ['x', '1e999'],
    ['x', 'two'],
  ])('that make no sense stay as at first: %s=%s', (key, text) => {
    const { settings, problems } = parseSettings({ [key]: text });
    expect(settings).toEqual(first);
    expect(problems).toEqual([`“${key}=${text}” could not be read and was left out.`]);
  });
});

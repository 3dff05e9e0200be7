import { tensor } from '@thalweg/tensor';
import { StateError, type Snapshot } from '@thalweg/train';
import { describe, expect, it } from 'vitest';
import { resumedSettings, savedSettings, type Scheduled } from './run-settings.ts';

interface Settings extends Scheduled {
  readonly epochs: number;
  readonly schedule: string;
  readonly batch: number;
}

const saved: Settings = { epochs: 10, schedule: 'cosine', batch: 32 };
const names = ['epochs', 'schedule', 'batch', 'scheduleSpan'] as const;

/** A snapshot of a run with some settings after 2,500 steps. */
function after(settings: Settings): Snapshot {
  const learn = { tensors: { step: tensor(2500, { dtype: 'float64' }) }, values: {} };
  return { version: 1, parts: { learn, settings: savedSettings(settings, names).save() } };
}

/** The settings with which a run goes on, if some were given. */
function resumed(of: Settings, given: Partial<Settings> = {}): Settings {
  return resumedSettings(after(of), { ...saved, ...given }, {
    names,
    isGiven: name => name in given,
    longer: { length: 'epochs', schedule: 'schedule', part: 'learn' },
  });
} // prettier-ignore

describe('a resumed run', () => {
  it('keeps its settings', () => {
    expect(resumed({ ...saved, batch: 64 })).toEqual({ ...saved, batch: 64 });
    expect(resumed(saved, { epochs: 10, schedule: 'cosine' })).toEqual(saved);
  });

  it('is trained longer, its schedule over the old length, however often', () => {
    const longer = resumed(saved, { epochs: 20 });
    expect(longer).toEqual({ ...saved, epochs: 20, scheduleSpan: { from: 0, to: 10 } });
    expect(resumed(longer)).toEqual(longer);
    expect(resumed(longer, { epochs: 30 })).toEqual({ ...longer, epochs: 30 });
  });

  it('begins a schedule over the new steps if one is given', () => {
    const again = resumed(saved, { epochs: 20, schedule: 'constant' });
    expect(again).toEqual({ ...saved, epochs: 20, schedule: 'constant', scheduleSpan: { from: 2500, to: 20 } });
    expect(resumed(again)).toEqual(again);
  });

  it('refuses other settings, a shorter run, and another schedule of the same length', () => {
    expect(() => resumed(saved, { batch: 64 })).toThrow(StateError);
    expect(() => resumed(saved, { epochs: 5 })).toThrow(
      'the run has epochs 10, got 5. Give more to train longer, leave the option out, or start a new run.',
    );
    expect(() => resumed(saved, { schedule: 'constant' })).toThrow('the run has schedule cosine, got constant.');
    expect(() => resumed(saved, { epochs: 20, batch: 64 })).toThrow('the run has batch 32, got 64.');
  });
});

import { someOf } from '@thalweg/programs/fault-runs';
import { describe, expect, it } from 'vitest';
import { figuresOf } from './testing/spam-program.ts';

describe('one pass over the mails', () => {
  it('predicts 0.975 of them before learning them, with an AUC of 0.996', async () => {
    const { accuracy, auc, mails, drifts } = await figuresOf();
    expect(mails).toBe(6046);
    expect(accuracy).toBeGreaterThanOrEqual(0.975);
    expect(auc).toBeGreaterThanOrEqual(0.996);
    expect(drifts).toEqual([]);
  });

  it('predicts 0.965 of them with labels 200 mails late', async () => {
    const { accuracy, mails } = await figuresOf('--delay', '200');
    expect(mails).toBe(6046);
    expect(accuracy).toBeGreaterThanOrEqual(0.965);
  });

  it('gives interpreted what it gives compiled, but for roundings', async () => {
    const [compiled, interpreted] = [
      await figuresOf('--bits', '12'),
      await figuresOf('--bits', '12', '--runner', 'interpreter'),
    ];
    expect(interpreted.accuracy).toBeCloseTo(compiled.accuracy, 3);
    expect(interpreted.logLoss).toBeCloseTo(compiled.logLoss, 4);
  });

  it('learns by FTRL too', async () => {
    expect((await figuresOf('--optimizer', 'ftrl')).accuracy).toBeGreaterThan(0.965);
  });
});

describe('two classes that swap their sources half-way', () => {
  it('are noticed, and with a reaction learned anew in less than half the mails', async () => {
    const plain = await figuresOf('--drift');
    expect(plain.drifts[0]).toBeGreaterThan(3023);
    expect(plain.drifts[0]).toBeLessThan(3023 + 100);
    for (const reaction of someOf(['forget', 'rate', 'shadow'])) {
      const { recovery } = await figuresOf('--drift', '--reaction', reaction);
      expect(recovery).toBeLessThanOrEqual(plain.recovery! / 2);
    }
  });
});

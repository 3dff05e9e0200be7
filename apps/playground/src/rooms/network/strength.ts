import type { Dial } from '../../controls/dial.ts';

/** The weight of the penalty. */
export const STRENGTH: Dial = {
  name: 'strength',
  symbol: 'λ',
  title: 'regularisation rate',
  first: 0.001,
  least: 1e-5,
  most: 1,
  logarithmic: true,
};

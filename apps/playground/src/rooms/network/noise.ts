import type { Dial } from '../../controls/dial.ts';
import { MOST_NOISE } from './settings.ts';

/** The standard deviation of the noise of points. */
export const NOISE: Dial = {
  name: 'noise',
  symbol: 'σ',
  title: 'noise of the points',
  first: 0,
  least: 0,
  most: MOST_NOISE,
  logarithmic: false,
};

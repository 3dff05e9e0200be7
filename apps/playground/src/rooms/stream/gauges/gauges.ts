import { adwinGauge } from './adwin-gauge.ts';
import { ddmGauge } from './ddm-gauge.ts';
import { eddmGauge } from './eddm-gauge.ts';
import type { Gauge } from './gauge.ts';
import { hddmAGauge } from './hddm-a-gauge.ts';
import { hddmWGauge } from './hddm-w-gauge.ts';
import { pageHinkleyGauge } from './page-hinkley-gauge.ts';

/** All detectors, in the order of the page; the first drives the reactions at the opening. */
export const gauges: readonly Gauge[] = [
  adwinGauge,
  pageHinkleyGauge,
  ddmGauge,
  eddmGauge,
  hddmAGauge,
  hddmWGauge,
] as unknown as readonly Gauge[];

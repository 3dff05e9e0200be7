import { adwinMonitor } from './adwin-monitor.ts';
import { ddmMonitor } from './ddm-monitor.ts';
import { eddmMonitor } from './eddm-monitor.ts';
import type { Monitor } from './monitor.ts';
import { hddmAMonitor } from './hddm-a-monitor.ts';
import { hddmWMonitor } from './hddm-w-monitor.ts';
import { pageHinkleyMonitor } from './page-hinkley-monitor.ts';

/** All detectors, in the order of the page; the first drives the reactions at the opening. */
export const monitors: readonly Monitor[] = [
  adwinMonitor,
  pageHinkleyMonitor,
  ddmMonitor,
  eddmMonitor,
  hddmAMonitor,
  hddmWMonitor,
] as unknown as readonly Monitor[];

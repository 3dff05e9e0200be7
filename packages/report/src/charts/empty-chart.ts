import type { ChartSection } from '../section.ts';

/** Returns a section that says why there is nothing to show. */
export function emptyChart(title: string, reason: string): ChartSection {
  return {
    kind: 'chart',
    title,
    description: '',
    runs: [],
    key: [],
    views: [],
    caption: reason,
    table: { columns: [], rows: [] },
  };
}

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COSTS } from './costs.ts';
import { scaleChart, type ScaleRow, scaleRows } from './scale-chart.ts';

// Draws docs/scale.svg, and prints the table of what breaks first.
const rows = scaleRows(COSTS);
writeFileSync(
  fileURLToPath(new URL('../../../../docs/scale.svg', import.meta.url)),
  scaleChart(rows, COSTS.link.bandwidth),
);

console.log(
  '| workers | H | samples a second | bytes a sample | from the leader, MB/s | workers compute | longest part |',
);
console.log('|---:|---:|---:|---:|---:|---:|---|');
for (const row of rows) console.log(lineOf(row));

function lineOf({
  workers,
  every,
  samplesPerSecond,
  bytesPerSample,
  leader,
  worker,
  shares,
  bottleneck,
}: ScaleRow): string {
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const cells = [
    workers,
    every,
    Math.round(samplesPerSecond).toLocaleString('en'),
    Math.round(bytesPerSample).toLocaleString('en'),
    (leader.sent / 1e6).toFixed(1),
    percent(worker.computing),
    `${bottleneck}, ${percent(shares[bottleneck])}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

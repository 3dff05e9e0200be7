import { finalize, withLatestFrom } from 'rxjs';
import { learnStream } from './learn-stream.ts';
import { sensorServer } from './sensor-server.ts';

const server = await sensorServer(20_000);
const { measured$, dropped$ } = learnStream(server.url);
measured$
  .pipe(
    withLatestFrom(dropped$),
    finalize(() => server.close()),
  )
  .subscribe(([{ count, metrics, baseline }, dropped]) =>
    console.log(
      `${count} learned, error ${metrics.mae.toFixed(3)} (no change ${baseline.mae.toFixed(3)}), ${dropped} dropped`,
    ),
  );

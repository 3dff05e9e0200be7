import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { interval, map, takeWhile, type Observable } from 'rxjs';
import { WebSocketServer } from 'ws';

/** A reading of the sensor. */
export interface Reading {
  time: number;
  value: number;
}

/** Readings of a swing with some noise, so many in each millisecond. */
function readings(count: number, perTick: number): Observable<Reading[]> {
  const reading = (time: number): Reading => ({ time, value: Math.sin(time / 5) + 0.05 * Math.sin(time * time) });
  return interval(1).pipe(
    map(tick => Array.from({ length: perTick }, (_, i) => reading(tick * perTick + i))),
    takeWhile(([first]) => first!.time < count),
  );
}

/** Serves readings to everybody who connects, and closes the connection after the last one. */
export async function sensorServer(count: number, perTick = 10) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', socket => {
    const sending = readings(count, perTick).subscribe({
      next: batch => batch.forEach(reading => socket.send(JSON.stringify(reading))),
      complete: () => socket.close(1000),
    });
    socket.on('close', () => sending.unsubscribe());
  });
  await once(server, 'listening');
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

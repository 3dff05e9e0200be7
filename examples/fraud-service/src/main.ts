import { defer, firstValueFrom, of, retry } from 'rxjs';
import { openService } from './service.ts';

const { FOLDER = 'data', PORT = '3000', HOST = '127.0.0.1', SNAPSHOT_EVERY = '10000', WAIT = '10000' } = process.env;
const { TOKEN: token, ORIGINS } = process.env;
const options = { snapshotEvery: Number(SNAPSHOT_EVERY), wait: Number(WAIT), token, origins: ORIGINS?.split(',') };

// For six seconds after a process was killed, the folder still counts as its own.
const app = await firstValueFrom(defer(() => of(openService(FOLDER, options))).pipe(retry({ count: 20, delay: 500 })));
console.log(`listening at ${await app.listen({ port: Number(PORT), host: HOST })}`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void app.close());

// A process of a cluster to which faults happen. Its settings are the argument, as JSON.
import { natsLog } from '@thalweg/nats';
import { lastValueFrom } from 'rxjs';
import { lead } from '../../roles/lead.ts';
import { work } from '../../roles/work.ts';
import { FaultyLog } from './faulty-log.ts';
import { jumpingClock } from './jumping-clock.ts';
import { learnLabels } from './labels.ts';
import { tinySettings, tinyTask } from './tiny-task.ts';
import type { MemberSettings } from './member-settings.ts';

const settings = JSON.parse(process.argv[2]!) as MemberSettings;
const { role, name, cluster, servers, stream, shard, file, rates, seed, clock } = settings;
if (clock) jumpingClock(seed);
// Patience is short, so that a run takes seconds when an acknowledgement is lost.
const connection = await natsLog({ servers, name: stream, patience: 1000 });
const log = rates === undefined ? connection : new FaultyLog(connection, rates, seed);
// The test is gone.
const end = (): never => process.exit(1);
process.on('disconnect', end);

const options = { log, cluster, name, settings: tinySettings };
switch (role) {
  case 'leader':
    await lastValueFrom(lead(tinyTask(), { ...options, lease: 400 }));
    break;
  case 'worker':
    await lastValueFrom(work(tinyTask(), { ...options, shard, file, saveMs: 0 }));
    break;
  case 'learner':
    await learnLabels(log, cluster, file);
}
process.off('disconnect', end);
await connection.close();
process.disconnect();

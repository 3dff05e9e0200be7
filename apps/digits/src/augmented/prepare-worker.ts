import { serveMap } from '@thalweg/worker';
import { augmented } from './prepare.ts';

serveMap(augmented);

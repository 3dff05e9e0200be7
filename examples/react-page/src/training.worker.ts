import { exposeTraining } from 'thalweg/worker';
import { curveTraining } from './curve-training.ts';

exposeTraining(curveTraining);

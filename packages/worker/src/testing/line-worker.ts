import { exposeTraining } from '../expose-training.ts';
import { line } from './line.ts';

exposeTraining(line);

import { exposeTraining } from '@thalweg/worker';
import { loadDigits } from '../data/load-digits.ts';
import { digitsTraining } from './digits-training.ts';

exposeTraining(digitsTraining(loadDigits));

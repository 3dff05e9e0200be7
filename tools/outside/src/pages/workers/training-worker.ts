import { exposeTraining } from '@thalweg/worker';
import { tanhNetwork } from './tanh-network.ts';

exposeTraining(tanhNetwork);

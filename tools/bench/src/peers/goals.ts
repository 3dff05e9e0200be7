import { imageWorkloads, peerWorkloads, type PeerWorkload } from './workloads.ts';

/** A demand that one of our runners is so many times as fast as a peer. */
export interface Goal {
  readonly workload: PeerWorkload;
  readonly ours: string;
  readonly peer: string;
  /** The least ratio of the peer’s time to ours, in the worst round. */
  readonly least: number;
}

const [WASM, BLAS, NATIVE] = ['thalweg wasm', 'thalweg wasm, blas', 'thalweg wasm, native'];
const NATIVE_BLAS = 'thalweg wasm, native, blas';
const [PYTORCH, AUTOGRAD, BY_HAND] = ['pytorch', 'libtorch, autograd', 'libtorch, by hand'];

/** All goals against peers, by workload. */
export const goals: readonly Goal[] = peerWorkloads.flatMap(workload =>
  [...goalsWithBlas(workload), ...goalsOfWasm(workload), ...goalsOfNative(workload)].map(goal => ({
    workload,
    ...goal,
  })),
);

type Demand = Omit<Goal, 'workload'>;

function goalsWithBlas(workload: PeerWorkload): Demand[] {
  const against = (peer: string, least: number): Demand => ({ ours: BLAS, peer, least });
  switch (workload.kind) {
    case 'network':
      if (workload.batch === 1) return [];
      return [
        against(BY_HAND, { 32: 1.1, 128: workload.sizes.length > 3 ? 1.25 : 1.2 }[workload.batch] ?? 1.25),
        against(AUTOGRAD, 1.8),
        against(PYTORCH, 2),
      ];
    case 'product':
      return workload.size < 512 ? [] : [against('openblas, from C', 0.93)];
    case 'prediction':
      return workload.batch < 32 ? [] : [against(PYTORCH, 1.2)];
    case 'images':
      return imageWorkloads.some(({ name, batch }) => name === workload.name && batch === 32)
        ? [against(PYTORCH, 1.5)]
        : [];
    case 'sequences':
      return [against(PYTORCH, workload.layer === 'gru' ? 3 : 0.9)];
    case 'transformer':
      return workload.batch === 16 ? [against(PYTORCH, 1.2)] : [];
    default:
      return [];
  }
}

function goalsOfWasm(workload: PeerWorkload): Demand[] {
  const against = (peer: string, least: number): Demand => ({ ours: WASM, peer, least });
  switch (workload.kind) {
    case 'network':
      return workload.batch === 1 ? [against(BY_HAND, 1.4), against(PYTORCH, 6)] : [];
    case 'product':
    case 'batched product':
    case 'prediction':
      return [against('tfjs wasm', 1.25), against('jax-js wasm', 1.6)];
    case 'examples':
      return [against('fann', 1)];
    default:
      return [];
  }
}

/** Native code is never slower than WebAssembly by more than 2 %, and as fast as what is written by hand for the processor. */
function goalsOfNative(workload: PeerWorkload): Demand[] {
  const against = (peer: string, least: number): Demand => ({ ours: NATIVE, peer, least });
  switch (workload.kind) {
    case 'network':
      if (workload.batch > 128) return [against(WASM, 0.98)];
      return [
        against(WASM, 0.98),
        against(BY_HAND, workload.batch === 1 ? 1.3 : 1),
        ...(workload.batch === 1 ? [] : [{ ours: NATIVE_BLAS, peer: BY_HAND, least: 1.05 }]),
      ];
    case 'events':
      return [against(WASM, 1 / 0.6)];
    case 'images':
      return [against(WASM, workload.averaged ? 1.3 : 0.98)];
    case 'prediction':
      return [against(WASM, 0.98), ...(workload.batch < 8 ? [] : [against(BLAS, 1)])];
    case 'subscribers':
      return [];
    default:
      return [against(WASM, 0.98)];
  }
}

import { piecewise } from '@thalweg/optim';
import type { ScheduleRow } from '../schedule-row.ts';

export const piecewiseRows: readonly ScheduleRow[] = [
  {
    name: 'piecewise',
    make: () => piecewise({ at: [2, 3, 17], rates: [0.1, 0.4, 0, 0.2] }),
    formula: step => (step <= 2 ? 0.1 : step === 3 ? 0.4 : step <= 17 ? 0 : 0.2),
    noReference: 'PyTorch has only multiples of a first rate, for which multiStepDecay has its rates',
    refuses: [
      [() => piecewise({ at: [], rates: [-1] }), 'piecewise: rates: must be finite and at least 0, got -1'],
      [
        () => piecewise({ at: [2], rates: [1] }),
        'piecewise: rates: must be one more than changes, got 1 rates and 1 changes',
      ],
      [
        () => piecewise({ at: [], rates: [] }),
        'piecewise: rates: must be one more than changes, got 0 rates and 0 changes',
      ],
      [() => piecewise({ at: [3, 2], rates: [1, 1, 1] }), 'piecewise: at: must rise, got 3, 2'],
      [() => piecewise({ at: [1.5], rates: [1, 1] }), 'piecewise: at: must be a whole number from 1 on, got 1.5'],
    ],
  },
  {
    name: 'piecewise',
    variant: 'of one piece',
    make: () => piecewise({ at: [], rates: [0.25] }),
    formula: () => 0.25,
    noReference: 'one number',
    refuses: [],
  },
];

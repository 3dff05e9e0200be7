import { defineProject } from 'vitest/config';
import { defaultServerConditions } from 'vite';

const conditions = ['@thalweg/source', ...defaultServerConditions];

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name: 'tensor', include: ['src/**/*.test.ts'] },
});

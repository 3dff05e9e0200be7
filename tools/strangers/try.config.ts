import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { include: ['src/examples/*.slow.test.ts'], provide: { home: '/tmp/exhome', packed: [] } as never, testTimeout: 300000, hookTimeout: 60000, expect: { poll: { timeout: 30000 } } } });

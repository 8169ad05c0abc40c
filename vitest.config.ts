import { defineConfig } from 'vitest/config';

/**
 * Two kinds of tests: `unit` touches nothing outside its process; `integration` runs on real servers, after the units and one file
 * at a time, since it measures times on machines with as few as two cores.
 */
export default defineConfig({
  test: {
    retry: 0,
    // Files run as Node itself loads them, as in production: nothing is mocked, so nothing needs rewriting.
    experimental: { viteModuleRunner: false },
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,libs}/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{apps,libs}/*/test/**/*.test.ts', 'tests/**/*.test.ts', '{apps,libs,scripts}/**/*.integration.test.ts'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['scripts/test/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config';

const onServers = {
  exclude: ['**/node_modules/**'],
  globalSetup: ['scripts/test/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

/**
 * Three kinds of tests, one after another: `unit` touches nothing outside its process; `integration` runs parts on real servers; `fleet` runs
 * whole fleets. Several files at a time: no test measures speed, and a fleet mostly waits, for its processes to start and for what comes next.
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
          include: ['{apps,libs}/*/test/**/*.test.ts', '{apps,libs,scripts}/**/*.integration.test.ts'],
          ...onServers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'fleet',
          include: ['tests/**/*.test.ts'],
          ...onServers,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

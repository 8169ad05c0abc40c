import { defineConfig } from 'vitest/config';

/** The tests of libs/core alone, loaded by Node itself as everywhere (vitest.config.ts): they are what `npm run mutation` tries a change against. */
export default defineConfig({
  test: {
    retry: 0,
    experimental: { viteModuleRunner: false },
    include: ['libs/core/src/**/*.test.ts'],
  },
});

#!/usr/bin/env node
/** The `breakwater` command (`npx breakwater`): the bootstrap, then the command line of `apps/cli`. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.argv.splice(2, 0, path.join(root, 'apps/cli/src/main.ts'));
await import('./bootstrap.mjs');

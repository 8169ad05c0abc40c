import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from './setup-error.mjs';

const schemaName = 'prisma/schema.prisma';
const generatedName = 'libs/db/src/generated';
const stampName = '.breakwater/client-stamp';

/** Whether the Prisma client in ROOT was generated from its present schema (or there is no schema). */
export function isClientCurrent(root) {
  const schema = path.join(root, schemaName);
  if (!fs.existsSync(schema)) return true;
  try {
    return fs.readFileSync(path.join(root, stampName), 'utf8') === fingerprint(root) && fs.readdirSync(path.join(root, generatedName)).length > 0;
  } catch {
    return false;
  }
}

/** Generates the Prisma client of ROOT, without any download. Throws SetupError with Prisma's words when the schema does not parse. */
export function generateClient(root) {
  const node = path.join(root, 'node_modules/node/bin/node');
  const result = spawnSync(node, [path.join(root, 'node_modules/prisma/build/index.js'), 'generate', '--schema', path.join(root, schemaName)], {
    cwd: root,
    encoding: 'utf8',
    // `generate` looks for the schema engine, would download it, and never uses it: any executable satisfies it.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: node, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1', NO_COLOR: '1' },
  });
  if (result.status !== 0) {
    throw new SetupError(`the database client could not be generated from ${schemaName}: ${(result.stderr || result.stdout || String(result.error)).trim()}`);
  }
  fs.mkdirSync(path.dirname(path.join(root, stampName)), { recursive: true });
  fs.writeFileSync(path.join(root, stampName), fingerprint(root));
}

function fingerprint(root) {
  const hash = createHash('sha256');
  for (const name of [schemaName, 'node_modules/prisma/package.json']) hash.update(fs.readFileSync(path.join(root, name)));
  return hash.digest('hex');
}

#!/usr/bin/env node
/**
 * The one step that comes before every npm script: `node scripts/bootstrap.mjs TARGET.ts [arguments]`.
 *
 * A fresh clone has nothing but Node 20, npm and git, so this file and `scripts/bootstrap/` import nothing but
 * Node. It brings the packages, the pinned Node 24 and the Prisma client in step with the clone, and then hands
 * over to TARGET. Standard output belongs to TARGET: everything said here goes to standard error.
 */
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(`breakwater: Node ${process.versions.node} is too old: install Node 20 or newer, and run the command again.\n`);
  process.exit(1);
}

const { bootstrap } = await import('./bootstrap/bootstrap.mjs');
const [target, ...targetArguments] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write('breakwater: no script was named: use `node scripts/bootstrap.mjs TARGET.ts [arguments]`.\n');
  process.exit(1);
}
await bootstrap(target, targetArguments);

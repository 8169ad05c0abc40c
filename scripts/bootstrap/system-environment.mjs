import path from 'node:path';

/**
 * The environment in which npm runs: without the clone's own node_modules/.bin on the PATH. An npm script puts it there, and then
 * `npm ci` would run on the very Node that it is about to delete. NODE_ENV=production would leave the tools out.
 */
export function systemEnvironment(root) {
  const bin = path.join('node_modules', '.bin');
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const environment = { ...process.env, PATH: folders.filter((folder) => !(folder.startsWith(root) && folder.endsWith(bin))).join(path.delimiter) };
  delete environment.NODE_ENV;
  return environment;
}

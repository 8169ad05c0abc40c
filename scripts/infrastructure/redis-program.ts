import { findSystemProgram } from './system-program.ts';

/** Finds `redis-server`, and installs it where that is possible. Throws one sentence that says what to do. */
export function findRedisProgram(): Promise<string> {
  return findSystemProgram({
    names: ['redis-server'],
    package: 'redis-server',
    advice: 'install one (Debian: `apt-get install redis-server`, macOS: `brew install redis`), or set REDIS_URL to a server of yours',
  });
}

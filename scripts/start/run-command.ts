import { startChild } from './start-child.ts';
import type { World } from './world.ts';

const stopMs = 5_000;

/** Runs one `breakwater` command in WORLD and resolves with its exit code; its lines go to SAY. STOPPED ends it early. */
export async function runCommand(world: World, commandLine: string[], stopped: AbortSignal, say: (line: string) => void): Promise<number> {
  const child = startChild({ name: 'breakwater', file: 'apps/cli/src/main.ts', arguments: commandLine, environment: world.environment, onLine: say });
  stopped.addEventListener('abort', () => void child.stop(stopMs), { once: true });
  const how = await child.ended;
  return typeof how === 'number' ? how : 1;
}

import { type Config, ConfigError, readConfig } from '@breakwater/config';
import { openFleetPorts, openHealth } from '@breakwater/fleet';
import { openQueues } from '@breakwater/queue';
import { checkLoginSettings } from './login/check-login-settings.ts';
import { makeFindSymbol } from './find-symbol.ts';
import { checkIntakeSettings } from './intake/check-intake-settings.ts';
import { openIntake } from './intake/open-intake.ts';
import { openBoard } from './open-board.ts';

/** A person waits more patiently than a worker, and a loaded machine is no outage. */
const QUEUE_TIMEOUT_MS = 3_000;

const config = readConfigOrExit();
// The board looks and wakes; it holds no key, takes no lock and signs nothing.
const health = await openHealth(config.health, openFleetPorts({ ...config, lock: 'none' }, 'board'), { beats: false });
const { ports, exchanges } = health.fleet;
const queues = openQueues({ redisUrl: config.redisUrl, timeoutMs: QUEUE_TIMEOUT_MS });
const intake = openIntake(config, health.fleet);
const told = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
});
try {
  const board = await openBoard({ settings: config.board, queues, accounts: ports.accounts, findSymbol: makeFindSymbol(exchanges), intake, log: ports.log });
  health.onReady([]);
  ports.log.info('board_ready', { url: board.url, writable: config.board.writable, takesWaves: config.intake.token !== '' });
  await told;
  health.onStopping();
  ports.log.info('board_stopping', {});
  await board.close();
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  const words = code === 'EADDRINUSE' ? `The port ${config.board.port} of ${config.board.host} is taken: choose another one for the board (board.port, BREAKWATER_BOARD_PORT).` : String(error);
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
}
await Promise.allSettled([queues.close(), intake.close(), health.close(), health.fleet.close()]);
process.exit();

function readConfigOrExit(): Config {
  try {
    const read = readConfig({ needs: ['database', 'redis'] });
    checkLoginSettings(read.board);
    checkIntakeSettings(read.intake);
    return read;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

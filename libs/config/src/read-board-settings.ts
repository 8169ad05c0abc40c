import type { BoardSettings } from './config.ts';
import { type Environment, readPort, readSecret, readSwitch } from './read-environment.ts';
import type { ConfigFile } from './schema.ts';

/**
 * The board's settings with what the environment says. There is no default password: where none is set it is empty, and so
 * is the token; only a process that serves the board minds, and it minds their length too.
 * @throws ConfigError for a port or a switch that is none.
 */
export function readBoardSettings(settings: ConfigFile['board'], env: Environment): BoardSettings {
  const secret = (name: 'password' | 'token'): string => readSecret(settings[name] ?? `env:BREAKWATER_BOARD_${name.toUpperCase()}`, env) ?? '';
  return {
    host: env['BREAKWATER_BOARD_HOST']?.trim() || settings.host,
    port: readPort(env, 'BREAKWATER_BOARD_PORT') ?? settings.port,
    user: env['BREAKWATER_BOARD_USER']?.trim() || settings.user,
    password: secret('password'),
    token: secret('token'),
    writable: readSwitch(env, 'BREAKWATER_BOARD_WRITABLE') ?? settings.writable,
  };
}
